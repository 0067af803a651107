"""A desk over a data folder of its own, and what most tests of the service do first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from leftopen.model.case import Case
from leftopen.service.scanning.scan import ScanProgress, ScanRequest, scan
from leftopen.service.workspace.workspace import Workspace, open_workspace, utc_now
from leftopen.store.records.entities.cases.cases import Cases
from tests.store.new_folder import new_folder

Line = dict[str, Any]
# Short for the few servers that are silent, long enough for a machine that does other things.
QUICK: dict[str, object] = {"deadline": 4.0, "banner_wait": 0.1, "connect_timeout": 3.0}
SENDER: dict[str, object] = {"contact": "mailto:soc@example.org", "mail_from": "leftopen@example.org"}
"""Settings without which no notice is written."""


@contextmanager
def office(
    folder: Path, clock: Callable[[], datetime] = utc_now, /, **settings: object
) -> Iterator[Workspace]:
    """`folder/data` and `folder/config`, open; the engine child leaves with it."""
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    new_folder(folder / "data")
    with open_workspace(folder / "data", {**QUICK, **settings}, environ=environ, clock=clock) as workspace:
        yield workspace
    # The child leaves when its socket is gone; else it would stay for half a minute.
    with suppress(FileNotFoundError):
        (folder / "data" / "engine.sock").unlink()


def ignored(progress: ScanProgress) -> None:
    """For tests that don't look at it."""


def scanned(
    workspace: Workspace, ports: Sequence[int], *, checks: bool = True, words: str = "127.0.0.1"
) -> list[Line]:
    """All lines of one whole scan."""

    async def all_of_it() -> list[Line]:
        wanted = ScanRequest(words=(words,), ports=",".join(map(str, ports)), checks=checks)
        return [line async for line in scan(workspace, wanted, ignored, asyncio.Event())]

    return asyncio.run(all_of_it())


def found(workspace: Workspace, port: int) -> Case:
    """Scans one open service, and gives its case."""
    lines = scanned(workspace, [port])
    [case] = [line for line in lines if line["type"] == "case"]
    return Cases(workspace.store.records).get(case["id"])
