"""That somebody is still there is written beside the page, which does not wait for it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from leftopen.errors import NotFound, StoreFailed
from leftopen.model.user import Session
from leftopen.service.identity import sessions
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.sessions import Sessions
from tests.web.console.conftest import Console


def test_a_page_goes_on_while_the_records_can_not_be_written(
    bare: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one write waits, however many pages are looked at."""
    go, begun = threading.Event(), []
    seen = sessions.touch

    def waits(workspace: Workspace, session: Session) -> Session:
        begun.append(session.id)
        go.wait(30)
        return seen(workspace, session)

    visitor = bare.visitor("viewer")
    bare.clock.ahead += timedelta(minutes=2)
    monkeypatch.setattr(sessions, "touch", waits)
    try:
        began = time.monotonic()
        assert [visitor.get("/exposures").status_code for _ in range(3)] == [200] * 3
        assert time.monotonic() - began < 20
        assert len(begun) == 1
    finally:
        go.set()
    [one] = [one for one in Sessions(bare.workspace.store.records).list() if one.id == begun[0]]
    until = time.monotonic() + 10
    while one.seen == one.made and time.monotonic() < until:
        time.sleep(0.02)
        [one] = [one for one in Sessions(bare.workspace.store.records).list() if one.id == begun[0]]
    assert one.seen > one.made


@pytest.mark.parametrize(
    ("error", "status"),
    [(StoreFailed("the disk is full"), 200), (NotFound("this session has ended"), 404)],
)
def test_a_full_disk_keeps_nobody_from_looking_and_an_ended_sitting_does(
    bare: Console, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fails(workspace: Workspace, session: Session) -> Session:
        raise error

    visitor = bare.visitor("viewer")
    bare.clock.ahead += timedelta(minutes=2)
    monkeypatch.setattr(sessions, "touch", fails)
    assert visitor.get("/exposures").status_code == status
