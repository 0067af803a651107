"""A clock that was a year ahead holds up no message when it is right again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.notice import Notice
from leftopen.model.outbox import Message, MessageKind
from leftopen.service.cases.notices.channels import sender_of
from leftopen.service.outbox import deliver, enqueue, mutes, wrong_clock
from leftopen.service.workspace import Workspace, utc_now
from leftopen.store.records.writes import RecordWriter
from tests.service.office import SENDER, office
from tests.service.outbox.test_deliver import Clock, tried

YEAR = timedelta(days=365)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    """The mail server is down."""
    with office(tmp_path, clock, **SENDER, smtp_host="127.0.0.1", smtp_port=1) as made:
        yield made


def put(workspace: Workspace) -> Message:
    to = "mailto:soc@example.org"
    notice = Notice(id="m1", case="", to=to, subject="s", text="t\n", written=utc_now())
    message = enqueue.message(workspace, notice, sender_of(to), MessageKind.MONITOR, asked_by="a test")
    assert enqueue.add(workspace, message)
    return message


def test_its_next_try_is_brought_forward_with_its_job(workspace: Workspace, clock: Clock) -> None:
    clock.later = YEAR
    put(workspace)
    assert tried(workspace).attempts == 1
    assert wrong_clock.mend(workspace) == 0, "it is due within the day"
    clock.later = timedelta()
    assert wrong_clock.mend(workspace) == 1
    due = workspace.store.records.outbox.get("m1").delivery.due
    assert due is not None
    assert due <= workspace.clock()
    assert workspace.store.records.jobs.due_times("deliver") == {"deliver m1": due}
    assert wrong_clock.mend(workspace) == 0


def test_what_is_muted_for_long_is_left_alone(workspace: Workspace, clock: Clock) -> None:
    put(workspace)
    until = workspace.clock() + timedelta(days=90)
    mutes.add(workspace, by="maria", because="known", contact="mailto:soc@example.org", until=until)
    assert tried(workspace).due == until
    assert wrong_clock.mend(workspace) == 0


def test_a_loan_from_the_future_is_void(workspace: Workspace, clock: Clock) -> None:
    put(workspace)
    outbox = RecordWriter(workspace.store.records).outbox
    now = workspace.clock()
    assert outbox.lend("m1", now + YEAR, deliver.LEASE).mine
    assert not outbox.lend("m1", now + YEAR, deliver.LEASE).mine
    again = outbox.lend("m1", now, deliver.LEASE)
    assert (again.mine, again.delivery.unknown) == (True, 1)
