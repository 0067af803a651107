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
from leftopen.jobs.worker import Worker
from leftopen.model.api_key import Right
from leftopen.model.permission import Role
from leftopen.model.scan_job import ScanJob, ScanJobPart, ScanJobStatus
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.identity import accounts, api_keys
from leftopen.service.scanning import scan_queue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.api_keys import ApiKeyWriter
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.scan_jobs import ScanJobs, ScanJobWriter
from leftopen.store.records.entities.scans import Scans
from tests.service.office import office

HERE = "127.84.31.7"
Takes = Callable[[Workspace, str], object]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path) as made:
        scopes.add(
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


def by_key(workspace: Workspace, *parts: ScanJobPart) -> ScanJob:
    key, _ = api_keys.add(workspace, "scanner", Right.SCAN, None, by="a test")
    return asyncio.run(scan_queue.submit(workspace, key.id, parts))


def by_user(workspace: Workspace, *parts: ScanJobPart) -> ScanJob:
    user, _ = accounts.invite(workspace, "sam", Role.SCANNER_ADMIN, (), by="a test")
    return asyncio.run(scan_queue.submit(workspace, "", parts, user=user.id))


async def worked(
    workspace: Workspace, id: str, then: Callable[[], object] = lambda: None, after: float = 0.0
) -> None:
    """Until it is done; `then` is done after so many seconds."""
    stop = asyncio.Event()
    work = asyncio.create_task(Worker(workspace=workspace).run(stop))
    try:
        await asyncio.sleep(after)
        then()
        async with asyncio.timeout(30):
            while ScanJobs(workspace.store.records).get(id).status is not ScanJobStatus.DONE:
                await asyncio.sleep(0.05)
    finally:
        stop.set()
        await work


def removed_key(workspace: Workspace, _: str) -> None:
    api_keys.remove(workspace, "scanner", by="a test")


def read_only_key(workspace: Workspace, _: str) -> None:
    removed = ApiKeyWriter(Changes(workspace.store.records)).remove("scanner")
    ApiKeyWriter(Changes(workspace.store.records)).add(replace(removed, right=Right.READ))


def ended_key(workspace: Workspace, _: str) -> None:
    removed = ApiKeyWriter(Changes(workspace.store.records)).remove("scanner")
    ApiKeyWriter(Changes(workspace.store.records)).add(replace(removed, until=workspace.clock()))


def narrowed_key(workspace: Workspace, _: str) -> None:
    removed = ApiKeyWriter(Changes(workspace.store.records)).remove("scanner")
    ApiKeyWriter(Changes(workspace.store.records)).add(replace(removed, networks=("127.84.31.128/25",)))


def removed_user(workspace: Workspace, id: str) -> None:
    UserWriter(Changes(workspace.store.records)).remove(id)


def disabled_user(workspace: Workspace, id: str) -> None:
    UserWriter(Changes(workspace.store.records)).change(id, lambda old: replace(old, disabled=True))


def viewer(workspace: Workspace, id: str) -> None:
    UserWriter(Changes(workspace.store.records)).change(id, lambda old: replace(old, role=Role.VIEWER))


def narrowed(workspace: Workspace, id: str) -> None:
    UserWriter(Changes(workspace.store.records)).change(
        id, lambda old: replace(old, networks=("127.84.31.128/25",))
    )


@pytest.mark.parametrize(
    ("asks", "takes", "said"),
    [
        (by_key, removed_key, "the API key that requested this scan was removed"),
        (by_key, ended_key, "has expired"),
        (by_key, read_only_key, "has no scan rights"),
        (by_key, narrowed_key, "no longer covers all its targets"),
        (by_user, removed_user, "the user who requested this scan was removed"),
        (by_user, disabled_user, "sam, who requested this scan, no longer has scan rights"),
        (by_user, viewer, "no longer has scan rights"),
        (by_user, narrowed, "no longer has access to all its targets"),
    ],
)
def test_a_waiting_scan_of_who_may_not_scan_any_more_sends_nothing(
    workspace: Workspace, asks: Callable[..., ScanJob], takes: Takes, said: str
) -> None:
    with listening() as (port, came):
        asked = asks(workspace, ScanJobPart(words=(f"{HERE}/32",), ports=str(port)))
        takes(workspace, asked.user)
        asyncio.run(worked(workspace, asked.id))
        assert not came()
    done = ScanJobs(workspace.store.records).get(asked.id)
    assert said in done.said
    [refused] = Audit(workspace.store.records).of_kind("refused scan", 10, 0)[0]
    assert refused.subject == f"{HERE}/32"
    assert asked.id in refused.clause
    assert said in refused.clause


@pytest.mark.parametrize("asks", [by_key, by_user])
def test_who_may_still_scan_has_the_scan(workspace: Workspace, asks: Callable[..., ScanJob]) -> None:
    with listening() as (port, came):
        asked = asks(workspace, ScanJobPart(words=(f"{HERE}/32",), ports=str(port)))
        asyncio.run(worked(workspace, asked.id))
        assert came()
    assert ScanJobs(workspace.store.records).get(asked.id).said == ""


def test_a_running_scan_ends_with_the_key_and_its_other_parts_do_not_begin(workspace: Workspace) -> None:
    with listening() as (port, _):
        large, small = (
            ScanJobPart(words=("127.84.31.0/24",), ports="all"),
            ScanJobPart(words=(f"{HERE}/32",), ports=str(port)),
        )
        asked = by_key(workspace, large, small)
        began = time.monotonic()
        asyncio.run(worked(workspace, asked.id, lambda: removed_key(workspace, ""), 2.0))
        took = time.monotonic() - began
    ids = {scan_queue.scan_id(asked, number): number for number in range(2)}
    scans = {scan.id: scan for scan in Scans(workspace.store.records).list()}
    assert [ids[id] for id in scans] == [0], "the second part was not begun"
    [scan] = scans.values()
    assert scan.state == "stopped"
    assert scan.cursor < scan.total
    assert "was removed" in ScanJobs(workspace.store.records).get(asked.id).said
    assert took < 20


def test_one_of_whom_nothing_is_known_is_not_done(workspace: Workspace) -> None:
    """As a scan was that waited before leftopen kept who asked."""
    before = ScanJob(
        id="ab" * 10,
        key="",
        created=workspace.clock(),
        parts=(ScanJobPart(words=(f"{HERE}/32",), ports="1"),),
        size=1,
    )
    ScanJobWriter(Changes(workspace.store.records)).add(before, 10)
    asyncio.run(worked(workspace, before.id))
    assert "request it again" in ScanJobs(workspace.store.records).get(before.id).said


def test_who_may_not_scan_is_refused_at_once(workspace: Workspace) -> None:
    user, _ = accounts.invite(workspace, "vera", Role.VIEWER, (), by="a test")
    with pytest.raises(NotAllowed, match="vera"):
        asyncio.run(
            scan_queue.submit(workspace, "", (ScanJobPart(words=(f"{HERE}/32",), ports="1"),), user=user.id)
        )
