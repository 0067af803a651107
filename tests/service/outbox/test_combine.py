"""Many findings for one recipient are one message; what is urgent goes alone and at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.notice import Notice, NoticeItem
from leftopen.model.outbox import DeliveryState, HoldReason, MessageKind
from leftopen.present.timestamps import format_utc
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import control, enqueue
from leftopen.service.outbox.combine import combine
from leftopen.service.workspace.workspace import LiveSettings, Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter
from tests.cases.made_up import detected_body
from tests.net.authority import Authority
from tests.service.office import SENDER, office
from tests.service.outbox.receivers import Hook, receiving
from tests.service.outbox.test_deliver import Clock, named, worked

TO, OTHER = "mailto:soc@example.org", "mailto:other@example.org"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only authority that this machine trusts now."""
    (tmp_path / "ca").mkdir()
    authority = Authority(tmp_path / "ca", "trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return authority


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with office(tmp_path, clock, **SENDER, notify_private="yes") as made:
        yield made


def put(
    workspace: Workspace,
    id: str,
    to: str = TO,
    kind: MessageKind = MessageKind.MONITOR,
    severity: str = "high",
) -> None:
    item = NoticeItem(endpoint=f"192.0.2.7:{len(id)}", address="192.0.2.7", severity=severity)
    notice = Notice(
        id=id, case="", to=to, subject=f"[leftopen] about {id}", text=f"Text of {id}.\n",
        written=workspace.clock(), about=(item,),
    )  # fmt: skip
    enqueue.add(workspace, enqueue.message(workspace, notice, sender_of(to), kind, asked_by="a test"))


def state(workspace: Workspace, id: str) -> DeliveryState:
    return Outbox(workspace.store.records).get(id).delivery.state


def test_three_for_one_recipient_are_one_and_the_others_stay(workspace: Workspace) -> None:
    for id in ("m1", "m2", "m3"):
        put(workspace, id)
    put(workspace, "other", OTHER)
    put(workspace, "urgent", severity="critical")
    put(workspace, "held")
    control.hold(workspace, "held", by="maria")
    whole = combine(workspace, "m2")
    assert whole is not None
    assert whole.notice.subject == "[leftopen] 3 messages: about m1"
    assert all(f"Text of {id}." in whole.notice.text for id in ("m1", "m2", "m3"))
    assert len(whole.notice.about) == 3
    assert {state(workspace, id) for id in ("m1", "m2", "m3")} == {DeliveryState.DROPPED}
    assert {state(workspace, id) for id in ("other", "urgent")} == {DeliveryState.QUEUED}
    assert Outbox(workspace.store.records).get("held").delivery.hold is HoldReason.BY_HAND
    assert Jobs(workspace.store.records).of_key("deliver m1") is None
    assert Jobs(workspace.store.records).of_key(f"deliver {whole.notice.id}") is not None
    assert combine(workspace, "m1") is None
    assert combine(workspace, whole.notice.id) is None


def test_what_was_tried_before_keeps_its_text(workspace: Workspace) -> None:
    put(workspace, "m1")
    put(workspace, "m2")
    writer = OutboxWriter(Changes(workspace.store.records))
    job = enqueue.job_of(workspace, "m1", asked_by="a test")
    writer.change("m1", lambda old: replace(old, attempts=1), job)
    assert combine(workspace, "m1") is None
    assert combine(workspace, "m2") is None


def test_a_notice_about_a_case_waits_for_others_and_a_critical_one_does_not(workspace: Workspace) -> None:
    put(workspace, "m1", kind=MessageKind.CASE)
    put(workspace, "m2", kind=MessageKind.CASE, severity="critical")
    now, outbox = workspace.clock(), Outbox(workspace.store.records)
    later, at_once = outbox.get("m1").delivery.due, outbox.get("m2").delivery.due
    assert later is not None
    assert at_once is not None
    assert timedelta(minutes=9) < later - now <= timedelta(minutes=10)
    assert at_once <= now


def test_after_quiet_hours_a_worker_sends_one_message(
    workspace: Workspace, trusted: Authority, clock: Clock
) -> None:
    with receiving(Hook(), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        now = clock()
        end = now + timedelta(hours=2)
        begun = now - timedelta(hours=1)
        hours = f"{begun:%H:%M}-{end:%H:%M}"
        here = replace(here, live=LiveSettings(now=replace(here.settings, quiet_hours=hours)))
        for id in ("m1", "m2", "m3"):
            put(here, id, hook.url)
        worked(here)
        held = Outbox(here.store.records).list(states=[DeliveryState.HELD])
        assert {one.delivery.hold for one in held} == {HoldReason.QUIET_HOURS}
        assert (len(held), hook.bodies) == (3, [])
        clock.later += timedelta(hours=3)
        worked(here)
    assert len(hook.bodies) == 1
    assert Outbox(here.store.records).counts() == {DeliveryState.DROPPED: 3, DeliveryState.SENT: 1}


def about(workspace: Workspace, id: str, case: str) -> None:
    """A notice about one case, which waits for others."""
    item = NoticeItem(endpoint=f"192.0.2.7:{len(id)}", address="192.0.2.7", severity="high", case=case)
    notice = Notice(
        id=id, case=case, to=TO, subject=f"about {id}", text=f"Text of {id}.\n", about=(item,),
        written=workspace.clock(),
    )  # fmt: skip
    written = enqueue.message(workspace, notice, sender_of(TO), MessageKind.CASE, asked_by="a test")
    enqueue.add(workspace, written)


def test_the_whole_message_stands_with_every_case_and_its_parts_with_none(workspace: Workspace) -> None:
    records = workspace.store.records
    for number in (1, 2):
        body = detected_body(at=format_utc(workspace.clock()), endpoint=f"192.0.2.{number}:6379")
        case = str(number) * 32
        CaseWriter(Changes(records)).append(case, CaseEventKind.DETECTED, workspace.clock(), "leftopen", body)
        about(workspace, f"n{number}", case)
    whole = combine(workspace, "n1")
    assert whole is not None
    for number in (1, 2):
        case = str(number) * 32
        assert [one.notice.id for one in Notices(records).of(case)] == [whole.notice.id]
        about_it = {one.id: one.delivery.part_of for one in Outbox(records).about(case)}
        assert about_it == {f"n{number}": whole.notice.id, whole.notice.id: ""}
    assert {
        case: [one.id for one in found] for case, found in Outbox(records).by_case(list(CaseState)).items()
    } == {str(number) * 32: [whole.notice.id] for number in (1, 2)}
