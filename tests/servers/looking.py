"""The product, looking at one port of loopback as a person would have it look."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from leftopen.model.case import Case
from leftopen.model.facts import Json
from leftopen.model.level import Level
from leftopen.scope.file import record
from leftopen.service import authorise
from leftopen.service.desk import Desk, opened
from leftopen.service.scan import Wanted, scan

Line = Mapping[str, Json]


@contextmanager
def looking_desk(folder: Path, level: Level = Level.SAMPLE) -> Iterator[Desk]:
    """A fresh data folder and keys, with loopback authorised as deep as `level`."""
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    with opened(folder / "data", {"vantage_name": "test"}, environ=environ) as desk:
        now = desk.clock()
        until = now + timedelta(days=1)
        authorise.add(
            desk,
            [
                record(
                    "127.0.0.0/8",
                    authorised_by="the tests",
                    until=until,
                    now=now,
                    level=level,
                    anonymous=True,
                )
            ],
        )
        yield desk


def scanned(desk: Desk, *ports: int) -> list[Line]:
    """Every line of one scan of these ports."""
    wanted = Wanted(words=("127.0.0.1",), ports=",".join(map(str, ports)), fresh=True)

    async def run() -> list[Line]:
        return [line async for line in scan(desk, wanted, lambda progress: None, asyncio.Event())]

    return asyncio.run(run())


def of(lines: list[Line], kind: str, **fields: Json) -> list[Line]:
    """The lines of that type that hold these fields."""
    return [
        line for line in lines if line["type"] == kind and all(line.get(k) == v for k, v in fields.items())
    ]


def case_at(desk: Desk, check: str, port: int) -> Case:
    """The one case of that check at that port."""
    (case,) = [one for one in desk.store.records.cases.list() if one.check == check and one.port == port]
    return case
