"""Whoever holds the records holds up who writes, and not the loop that a server's questions share."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import NotAllowed
from leftopen.model.permission import Role
from leftopen.model.scan_job import ScanJobPart
from leftopen.scope import file
from leftopen.service.exclusions import scopes
from leftopen.service.identity import accounts
from leftopen.service.notices.notify import notify
from leftopen.service.scanning.scan import ScanRequest, scan
from leftopen.service.scanning.scan_queue import submit
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.identity.users import Users
from tests.service.office import SENDER, ignored, office
from tests.stopwatch import Stopwatch
from tests.web.console.kept_folder import kept_folder

HELD_S, SHORT_S = 3.0, 1.5
Act = Callable[[Workspace], Coroutine[Any, Any, object]]
HERE = (ScanJobPart(words=("127.0.0.1/32",), ports="1"),)


@contextmanager
def held(workspace: Workspace) -> Iterator[None]:
    """Another program writes, for three seconds."""
    other = sqlite3.connect(workspace.data / "records.sqlite", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(HELD_S, other.execute, ("ROLLBACK",))
    release.start()
    try:
        yield
    finally:
        release.join()
        other.close()


async def longest_pause(work: Coroutine[Any, Any, object]) -> float:
    """Of the loop, until `work` is done; in seconds."""
    task, longest = asyncio.create_task(work), 0.0
    while not task.done():
        watch = Stopwatch()
        await asyncio.sleep(0.01)
        longest = max(longest, watch.seconds)
    await task
    return longest


def _user(workspace: Workspace) -> str:
    return next(user.id for user in Users(workspace.store.records).list() if user.name == "ada")


async def _submitted(workspace: Workspace) -> None:
    await submit(workspace, "", HERE, user=_user(workspace))


async def _refused(workspace: Workspace) -> None:
    with pytest.raises(NotAllowed):
        await submit(
            workspace, "", (ScanJobPart(words=("203.0.113.9/32",), ports="1"),), user=_user(workspace)
        )


async def _told(workspace: Workspace) -> None:
    case = next(case for case in Cases(workspace.store.records).list() if case.state == "open")
    await notify(workspace, case.id, via="mailto:soc@example.org")


@pytest.mark.parametrize("act", [_submitted, _refused, _told])
def test_the_loop_goes_on_while_somebody_else_writes(tmp_path: Path, act: Act) -> None:
    kept_folder(furnished=True).copy(tmp_path)
    with office(tmp_path, **SENDER) as workspace:
        accounts.invite(workspace, "ada", Role.SCANNER_ADMIN, (), by="a test")
        _allowed(workspace)
        with held(workspace):
            assert asyncio.run(longest_pause(act(workspace))) < SHORT_S


def test_a_scan_begins_without_holding_up_the_loop(tmp_path: Path) -> None:
    async def begun(workspace: Workspace) -> None:
        wanted = ScanRequest(words=("127.0.0.1",), ports="1", fresh=True)
        async for _ in scan(workspace, wanted, ignored, asyncio.Event()):
            pass

    with office(tmp_path) as workspace:
        _allowed(workspace)
        with held(workspace):
            assert asyncio.run(longest_pause(begun(workspace))) < SHORT_S


def _allowed(workspace: Workspace) -> None:
    now = workspace.clock()
    record = file.record("127.0.0.1/32", authorised_by="A. Tester", until=now + timedelta(days=1), now=now)
    scopes.add(workspace, [record], by="a test")
