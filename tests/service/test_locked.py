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
from leftopen.model.submission import Part
from leftopen.scope import file
from leftopen.service import accounts, authorise
from leftopen.service.desk import Desk
from leftopen.service.notify import notify
from leftopen.service.scan import Wanted, scan
from leftopen.service.submissions import submit
from tests.service.office import ignored, office
from tests.stopwatch import Stopwatch
from tests.web.console.furnished import furnish

HELD_S, SHORT_S = 3.0, 1.5
Act = Callable[[Desk], Coroutine[Any, Any, object]]
HERE = (Part(words=("127.0.0.1/32",), ports="1"),)


@contextmanager
def held(desk: Desk) -> Iterator[None]:
    """Another program writes, for three seconds."""
    other = sqlite3.connect(desk.data / "records.sqlite", isolation_level=None, check_same_thread=False)
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


def _user(desk: Desk) -> str:
    return next(user.id for user in desk.store.records.users.list() if user.name == "ada")


async def _submitted(desk: Desk) -> None:
    await submit(desk, "", HERE, user=_user(desk))


async def _refused(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        await submit(desk, "", (Part(words=("203.0.113.9/32",), ports="1"),), user=_user(desk))


async def _told(desk: Desk) -> None:
    case = next(case for case in desk.store.records.cases.list() if case.state == "open")
    await notify(desk, case.id, via="mailto:soc@example.org")


@pytest.mark.parametrize("act", [_submitted, _refused, _told])
def test_the_loop_goes_on_while_somebody_else_writes(tmp_path: Path, act: Act) -> None:
    with office(tmp_path) as desk:
        furnish(desk)
        accounts.invite(desk, "ada", Role.SCANNER_ADMIN, (), by="a test")
        _allowed(desk)
        with held(desk):
            assert asyncio.run(longest_pause(act(desk))) < SHORT_S


def test_a_scan_begins_without_holding_up_the_loop(tmp_path: Path) -> None:
    async def begun(desk: Desk) -> None:
        wanted = Wanted(words=("127.0.0.1",), ports="1", fresh=True)
        async for _ in scan(desk, wanted, ignored, asyncio.Event()):
            pass

    with office(tmp_path) as desk:
        _allowed(desk)
        with held(desk):
            assert asyncio.run(longest_pause(begun(desk))) < SHORT_S


def _allowed(desk: Desk) -> None:
    now = desk.clock()
    record = file.record("127.0.0.1/32", authorised_by="A. Tester", until=now + timedelta(days=1), now=now)
    authorise.add(desk, [record], by="a test")
