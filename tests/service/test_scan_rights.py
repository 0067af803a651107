"""Whoever may not scan any more has no scan any more: waiting or running."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.errors import NotAllowed
from leftopen.model.api_key import Right
from leftopen.model.permission import Role
from leftopen.model.submission import Part, Status, Submission
from leftopen.scope.file import record
from leftopen.service import accounts, api_keys, authorise, submissions
from leftopen.service.desk import Desk
from tests.service.office import office

HERE = "127.84.31.7"
Takes = Callable[[Desk, str], object]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path) as made:
        authorise.add(
            made, [record("127.84.31.0/24", authorised_by="A.", until=None, now=made.clock())], by="a test"
        )
        yield made


@contextlib.contextmanager
def listening() -> Iterator[tuple[int, Callable[[], bool]]]:
    """A port, and whether anybody has come to it."""
    with socket.create_server((HERE, 0)) as server:
        server.settimeout(0)

        def came() -> bool:
            try:
                server.accept()[0].close()
            except BlockingIOError:
                return False
            return True

        yield int(server.getsockname()[1]), came


def by_key(desk: Desk, *parts: Part) -> Submission:
    key, _ = api_keys.add(desk, "scanner", Right.SCAN, None, by="a test")
    return asyncio.run(submissions.submit(desk, key.id, parts))


def by_user(desk: Desk, *parts: Part) -> Submission:
    user, _ = accounts.invite(desk, "sam", Role.SCANNER_ADMIN, (), by="a test")
    return asyncio.run(submissions.submit(desk, "", parts, user=user.id))


async def worked(desk: Desk, id: str, then: Callable[[], object] = lambda: None, after: float = 0.0) -> None:
    """Until it is done; `then` is done after so many seconds."""
    stop = asyncio.Event()
    work = asyncio.create_task(submissions.work(desk, stop))
    try:
        await asyncio.sleep(after)
        then()
        async with asyncio.timeout(30):
            while desk.store.records.submissions.get(id).status is not Status.DONE:
                await asyncio.sleep(0.05)
    finally:
        stop.set()
        await work


def removed_key(desk: Desk, _: str) -> None:
    api_keys.remove(desk, "scanner", by="a test")


def read_only_key(desk: Desk, _: str) -> None:
    removed = desk.store.records.api_keys.remove("scanner")
    desk.store.records.api_keys.add(replace(removed, right=Right.READ))


def ended_key(desk: Desk, _: str) -> None:
    removed = desk.store.records.api_keys.remove("scanner")
    desk.store.records.api_keys.add(replace(removed, until=desk.clock()))


def narrowed_key(desk: Desk, _: str) -> None:
    removed = desk.store.records.api_keys.remove("scanner")
    desk.store.records.api_keys.add(replace(removed, networks=("127.84.31.128/25",)))


def removed_user(desk: Desk, id: str) -> None:
    desk.store.records.users.remove(id)


def disabled_user(desk: Desk, id: str) -> None:
    desk.store.records.users.change(id, lambda old: replace(old, disabled=True))


def viewer(desk: Desk, id: str) -> None:
    desk.store.records.users.change(id, lambda old: replace(old, role=Role.VIEWER))


def narrowed(desk: Desk, id: str) -> None:
    desk.store.records.users.change(id, lambda old: replace(old, networks=("127.84.31.128/25",)))


@pytest.mark.parametrize(
    ("asks", "takes", "said"),
    [
        (by_key, removed_key, "the API key that asked for this scan was removed"),
        (by_key, ended_key, "has ended"),
        (by_key, read_only_key, "may not scan"),
        (by_key, narrowed_key, "does not see all of it any more"),
        (by_user, removed_user, "the account that asked for this scan was removed"),
        (by_user, disabled_user, "sam, who asked for this scan, may not scan any more"),
        (by_user, viewer, "may not scan any more"),
        (by_user, narrowed, "does not see all of it any more"),
    ],
)
def test_a_waiting_scan_of_who_may_not_scan_any_more_sends_nothing(
    desk: Desk, asks: Callable[..., Submission], takes: Takes, said: str
) -> None:
    with listening() as (port, came):
        asked = asks(desk, Part(words=(f"{HERE}/32",), ports=str(port)))
        takes(desk, asked.user)
        asyncio.run(worked(desk, asked.id))
        assert not came()
    done = desk.store.records.submissions.get(asked.id)
    assert said in done.said
    [refused] = desk.store.records.audit.of_kind("refused scan", 10, 0)[0]
    assert refused.subject == f"{HERE}/32"
    assert asked.id in refused.clause
    assert said in refused.clause


@pytest.mark.parametrize("asks", [by_key, by_user])
def test_who_may_still_scan_has_the_scan(desk: Desk, asks: Callable[..., Submission]) -> None:
    with listening() as (port, came):
        asked = asks(desk, Part(words=(f"{HERE}/32",), ports=str(port)))
        asyncio.run(worked(desk, asked.id))
        assert came()
    assert desk.store.records.submissions.get(asked.id).said == ""


def test_a_running_scan_ends_with_the_key_and_its_other_parts_do_not_begin(desk: Desk) -> None:
    with listening() as (port, _):
        large, small = (
            Part(words=("127.84.31.0/24",), ports="all"),
            Part(words=(f"{HERE}/32",), ports=str(port)),
        )
        asked = by_key(desk, large, small)
        began = time.monotonic()
        asyncio.run(worked(desk, asked.id, lambda: removed_key(desk, ""), 2.0))
        took = time.monotonic() - began
    ids = {submissions.scan_id(asked, number): number for number in range(2)}
    scans = {scan.id: scan for scan in desk.store.records.scans.list()}
    assert [ids[id] for id in scans] == [0], "the second part was not begun"
    [scan] = scans.values()
    assert scan.state == "stopped"
    assert scan.cursor < scan.total
    assert "was removed" in desk.store.records.submissions.get(asked.id).said
    assert took < 20


def test_one_of_whom_nothing_is_known_is_not_done(desk: Desk) -> None:
    """As a scan was that waited before leftopen kept who asked."""
    before = Submission(
        id="ab" * 10, key="", created=desk.clock(), parts=(Part(words=(f"{HERE}/32",), ports="1"),), size=1
    )
    desk.store.records.submissions.add(before, 10)
    asyncio.run(worked(desk, before.id))
    assert "ask for it again" in desk.store.records.submissions.get(before.id).said


def test_who_may_not_scan_is_refused_at_once(desk: Desk) -> None:
    user, _ = accounts.invite(desk, "vera", Role.VIEWER, (), by="a test")
    with pytest.raises(NotAllowed, match="vera"):
        asyncio.run(submissions.submit(desk, "", (Part(words=(f"{HERE}/32",), ports="1"),), user=user.id))
