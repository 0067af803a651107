"""The product, looking at one port of loopback as a person would have it look."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from leftopen.model.case import Case
from leftopen.model.facts import Json
from leftopen.model.read_level import ReadLevel
from leftopen.scope.file import record
from leftopen.scope.name_list import read_names
from leftopen.service.exclusions import scopes
from leftopen.service.organisations import organisations
from leftopen.service.scanning.scan import ScanRequest, scan
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.records.entities.cases.cases import Cases
from tests.store.new_folder import new_folder

Line = Mapping[str, Json]

ORGANISATION = "Example"


@contextmanager
def looking_desk(
    folder: Path, level: ReadLevel = ReadLevel.SAMPLE, domains: Sequence[str] = ()
) -> Iterator[Workspace]:
    """A fresh data folder and keys, with loopback authorised as deep as `level`, for an organisation of these
    domains, where there are any."""
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    new_folder(folder / "data")
    # No more at once than a busy machine answers in time: the servers are on it, too.
    flags = {"vantage_name": "test", "workers": 16}
    with open_workspace(folder / "data", flags, environ=environ) as workspace:
        now = workspace.clock()
        until = now + timedelta(days=1)
        if domains:
            organisations.add(workspace, ORGANISATION, domains=domains, by="the tests")
        scopes.add(
            workspace,
            [
                record(
                    "127.0.0.0/8",
                    authorised_by="the tests",
                    until=until,
                    now=now,
                    level=level,
                    anonymous=True,
                    org=ORGANISATION if domains else "",
                )
            ],
        )
        yield workspace


def scanned(workspace: Workspace, *ports: int, names: Sequence[str] = ()) -> list[Line]:
    """Every line of one scan of these ports, with these host names of the address handed to it."""
    pairs = tuple(read_names(BytesIO("".join(f"127.0.0.1 {name}\n" for name in names).encode()), "names"))
    wanted = ScanRequest(words=("127.0.0.1",), ports=",".join(map(str, ports)), fresh=True, names=pairs)

    async def run() -> list[Line]:
        return [line async for line in scan(workspace, wanted, lambda progress: None, asyncio.Event())]

    return asyncio.run(run())


def of(lines: list[Line], kind: str, **fields: Json) -> list[Line]:
    """The lines of that type that hold these fields."""
    return [
        line for line in lines if line["type"] == kind and all(line.get(k) == v for k, v in fields.items())
    ]


def case_at(workspace: Workspace, check: str, port: int) -> Case:
    """The one case of that check at that port."""
    (case,) = [
        one for one in Cases(workspace.store.records).list() if one.check == check and one.port == port
    ]
    return case
