"""Mutes from adding one to removing it, and what they hold meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import BadAddress, BadRequest, BadSetting, NotFound
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent
from leftopen.model.notice import Notice, NoticeItem
from leftopen.model.outbox import DeliveryState, HoldReason, MessageKind
from leftopen.service.monitoring import digest
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import enqueue, mutes
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.mutes import Mutes
from leftopen.store.records.entities.outbox import Outbox
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.office import SENDER, found, office
from tests.service.outbox.test_deliver import tried

TO = "mailto:soc@example.org"
REDIS = NoticeItem(endpoint="192.0.2.7:6379", address="192.0.2.7", check="redis_open", severity="high")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path, **SENDER) as made:
        yield made


def test_what_a_mute_holds_goes_on_when_it_is_removed(workspace: Workspace) -> None:
    mute = mutes.add(workspace, by="maria", because="maintenance", check="redis_open", network="192.0.2.0/24")
    notice = Notice(
        id="m1", case="", to=TO, subject="s", text="t\n", written=workspace.clock(), about=(REDIS,)
    )  # fmt: skip
    message = enqueue.message(workspace, notice, sender_of(TO), MessageKind.MONITOR, asked_by="a test")
    enqueue.add(workspace, message, workspace.clock())
    held = tried(workspace)
    assert (held.hold, held.said) == (HoldReason.SUPPRESSED, "suppressed by maria: maintenance")
    assert mutes.remove(workspace, mute.id[:6], by="ada") == mute
    assert Outbox(workspace.store.records).get("m1").delivery.state is DeliveryState.QUEUED
    assert Jobs(workspace.store.records).of_key("deliver m1") is not None
    assert tried(workspace).hold is HoldReason.NOT_CONFIGURED
    assert Mutes(workspace.store.records).list() == []
    with pytest.raises(NotFound):
        mutes.remove(workspace, mute.id, by="ada")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, BadRequest),
        ({"check": "no_such_check"}, BadRequest),
        ({"contact": "pigeon:loft"}, BadSetting),
        ({"network": "192.0.2.0/33"}, BadAddress),
        ({"check": "redis_open", "because": " "}, BadRequest),
    ],
)
def test_a_mute_of_nothing_that_there_is_is_refused(
    workspace: Workspace, fields: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        mutes.add(workspace, by="maria", **({"because": "x"} | fields))  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match="in the future"):
        mutes.add(workspace, by="maria", because="x", check="redis_open", until=workspace.clock())
    assert Mutes(workspace.store.records).list() == []


def test_a_monitor_tells_each_recipient_only_what_is_not_muted_for_it(workspace: Workspace) -> None:
    now = workspace.clock()
    other = "mailto:other@example.org"
    monitor = Monitor(
        id="m", name="here", targets=("192.0.2.0/24",), ports="80", every=60, created=now, created_by="a",
        tell=(TO, other), runs=2, last_run=now,
    )  # fmt: skip
    one = MonitorEvent(
        id="a",
        at=now,
        monitor="m",
        run=2,
        kind=EventKind.NEW_PORT,
        address="192.0.2.7",
        endpoint="192.0.2.7:1",
    )
    two = replace(one, id="b", address="192.0.2.99", endpoint="192.0.2.99:1")
    until = now + timedelta(days=1)
    mutes.add(workspace, by="maria", because="x", contact=TO, network="192.0.2.7", until=until)
    first, second = digest.messages(workspace, monitor, [one, two], 2).messages
    assert "192.0.2.7:1" not in first.notice.text
    assert "192.0.2.99:1" in first.notice.text
    assert "192.0.2.7:1" in second.notice.text
    mutes.add(workspace, by="maria", because="x", contact=TO, network="192.0.2.99")
    [only] = digest.messages(workspace, monitor, [one, two], 2).messages
    assert only.notice.to == other


def test_the_first_message_of_a_monitor_says_how_much_is_muted(workspace: Workspace) -> None:
    with Loopback() as servers:
        case = found(workspace, servers.serve(Redis()))
    now = workspace.clock()
    monitor = Monitor(
        id="m", name="here", targets=("127.0.0.1",), ports="80", every=60, created=now, created_by="a",
        tell=(TO,), runs=1, last_run=now, asked=("127.0.0.0/8",),
    )  # fmt: skip
    [whole] = digest.messages(workspace, monitor, [], 1).messages
    assert "1 exposure open now:" in whole.notice.text
    assert "muted" not in whole.notice.text
    mutes.add(workspace, by="maria", because="x", check=case.check)
    [less] = digest.messages(workspace, monitor, [], 1).messages
    assert "No other exposure is open now." in less.notice.text
    assert "1 exposure not listed here: muted (leftopen mute list)." in less.notice.text
    assert case.endpoint not in less.notice.text


def test_a_recipient_that_cannot_be_addressed_stops_no_other_and_no_run(
    workspace: Workspace,
) -> None:
    now = workspace.clock()
    monitor = Monitor(
        id="m", name="here", targets=("192.0.2.0/24",), ports="80", every=60, created=now, created_by="a",
        tell=("mailto:a b", "pigeon:loft", TO), runs=1, last_run=now,
    )  # fmt: skip
    made = digest.messages(workspace, monitor, [], 2)
    assert [one.notice.to for one in made.messages] == [TO]
    assert set(made.failed) == {"mailto:a b", "pigeon:loft"}
    assert "no message to pigeon:loft: 'pigeon:loft': unknown notice channel" in made.said
