"""Mails that come back into a real Dovecot count as not told, once, and bring the next contact."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.formats.notice_message_id import message_id
from leftopen.jobs.kind import JobControl
from leftopen.jobs.kinds import bounces as kind
from leftopen.model.notice import Receipt
from leftopen.model.outbox import WAITING, DeliveryState
from leftopen.model.scope import NotifyPolicy
from leftopen.model.severity import Severity
from leftopen.scope.file import record
from leftopen.service.cases.timeline import timeline
from leftopen.service.exclusions import scopes
from leftopen.service.notices import escalate
from leftopen.service.organisations import organisations
from leftopen.service.outbox import bounces, control
from leftopen.service.outbox.bounces import BounceMemory
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.outbox import Outbox
from tests.formats.reports import report
from tests.net.authority import Authority
from tests.servers.need import require
from tests.service.notices.test_escalate import FIRST, SECOND, ended
from tests.service.office import SENDER, office
from tests.service.outbox.bounce_box import PASSWORD, USER, BounceBox, bounce_box, lacking
from tests.store.notice_writer import NoticeWriter
from tests.web.console.conftest import Clock
from tests.web.console.furnished import found, observed, opened_case

pytestmark = pytest.mark.real
US = str(SENDER["mail_from"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    workspace: Workspace
    box: BounceBox
    clock: Clock
    case: str
    notice: str
    """The one that was sent to the first contact."""

    def state(self) -> DeliveryState:
        return Outbox(self.workspace.store.records).get(self.notice).delivery.state

    def report(self, **more: object) -> bytes:
        usual: dict[str, object] = {"at": self.workspace.clock()}
        return report(message_id(self.notice, US), **(usual | more))  # type: ignore[arg-type]

    def read(self, memory: BounceMemory | None = None) -> int:
        return bounces.read(self.workspace, memory or BounceMemory())


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """One case, of which the first of two contacts was told by mail."""
    require(lacking())
    authority, clock = Authority(tmp_path, "trusted"), Clock()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    (tmp_path / "password").write_text(PASSWORD)
    with bounce_box(authority) as box:
        own = {
            "bounces_url": box.url,
            "bounces_user": USER,
            "bounces_password_file": str(tmp_path / "password"),
        }
        with office(tmp_path, clock, **SENDER, **own) as workspace:
            organisations.add(workspace, "Example Corps", by="jane", contacts=[FIRST, SECOND])
            now = workspace.clock()
            allowed = record(
                "198.51.100.0/24", authorised_by="A.", until=None, now=now, org="Example Corps",
                notify=NotifyPolicy.AUTO,
            )  # fmt: skip
            scopes.add(workspace, [allowed])
            o = observed("198.51.100.1", 1080, now, "mail", identity="tls-key:SHA256:1")
            case = opened_case(workspace, found(o, "mailbox_web_open", now, Severity.HIGH, ()))
            escalate.run(workspace, escalate.EscalationMemory())
            ended(workspace)
            [sent] = Outbox(workspace.store.records).list()
            yes = Receipt(notice=sent.notice.id, accepted=True, said="250 queued", at=workspace.clock())
            NoticeWriter(Changes(workspace.store.records)).receipt(yes)
            yield Room(workspace=workspace, box=box, clock=clock, case=case.id, notice=sent.notice.id)


def test_what_came_back_counts_as_not_told_and_brings_the_next(room: Room) -> None:
    memory, ladder = BounceMemory(), escalate.EscalationMemory()
    assert escalate.run(room.workspace, ladder).told == 0
    assert room.read(memory) == 0
    room.box.deliver(room.report())
    assert room.read(memory) == 1
    assert room.state() is DeliveryState.NOT_DELIVERED
    assert escalate.run(room.workspace, ladder).told == 1
    [new] = Outbox(room.workspace.store.records).list(states=WAITING)
    assert new.notice.to == SECOND
    answer = [(one.what, one.clause) for one in Audit(room.workspace.store.records).list(2)]
    assert answer[0] == ("notice", f"to {SECOND}: the notice to {FIRST} could not be delivered")
    assert answer[1][0] == "message came back"
    assert answer[1][1].startswith(f"{room.notice[:8]}: came back: 5.1.1 smtp; 550")
    sent = [one for one in Notices(room.workspace.store.records).of(room.case) if one.notice.to == FIRST]
    [entry] = [one for one in timeline([], sent) if one.notice]
    assert entry.notice is not None
    assert entry.at == entry.notice.receipts[-1].at
    assert room.read(memory) == 0
    assert room.box.flags() == ["S"]


def test_only_what_was_used_is_marked_and_nothing_is_deleted(room: Room) -> None:
    for raw in (
        b"From: jane@example.org\nSubject: lunch\n\nat one?\n",
        room.report(own="2", action="delayed"),
        report("<other@example.org>", at=room.workspace.clock(), own="3"),
        report(message_id("f" * 32, US), at=room.workspace.clock(), own="4"),
        room.report(own="5").replace(b"@example.org>\r\n\r\n--B5--", b"@example.net>\r\n\r\n--B5--"),
    ):
        room.box.deliver(raw)
    assert room.read() == 0
    assert room.state() is DeliveryState.SENT
    assert room.box.flags() == [""] * 5


def test_a_mailbox_that_was_made_anew_counts_nothing_twice(room: Room) -> None:
    memory = BounceMemory()
    room.box.deliver(room.report())
    assert room.read(memory) == 1
    before = memory.cursor
    control.retry(room.workspace, room.notice, by="jane")
    room.clock.ahead += timedelta(hours=3)
    ended(room.workspace)
    room.box.make_anew()
    # UIDVALIDITY is a time in seconds.
    time.sleep(1.1)
    assert room.read(memory) == 0
    assert memory.cursor is not None
    assert before is not None
    assert memory.cursor.validity != before.validity
    assert room.state() is DeliveryState.SENT, "the second try was not refused"
    room.box.deliver(room.report(own="2"), room.clock())
    assert room.read(memory) == 1
    assert room.state() is DeliveryState.NOT_DELIVERED


def test_a_late_report_of_an_earlier_try_is_not_one_of_the_newest(room: Room) -> None:
    """Two servers tell of the first try; the second one only after the message was sent again."""
    first = room.report(own="1")
    late = room.report(own="2")
    room.box.deliver(first)
    assert room.read() == 1
    control.retry(room.workspace, room.notice, by="jane")
    room.clock.ahead += timedelta(hours=3)
    ended(room.workspace)
    room.box.deliver(late, room.clock())
    assert room.read() == 0
    assert room.state() is DeliveryState.SENT


HOSTILE = {
    "nested": b"Content-Type: multipart/report; boundary=a\n\n"
    + b"".join(b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" for _ in range(5000)),
    "many parts": b"Content-Type: multipart/report; boundary=a\n\n" + b"--a\n\nx\n" * 40_000,
    "different boundaries": b"Content-Type: multipart/report; boundary=b0\n\n"
    + b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(4000)),
    "a header of a megabyte": b"Content-Type: multipart/report; boundary=" + b"a" * 1_000_000 + b"\n\n",
    "many headers": b"Content-Type: multipart/report; boundary=a\n" + b"A: b\n" * 50_000 + b"\n",
    "an unknown charset": b"Content-Type: multipart/report; charset=\xff\x00; boundary*0*=x'y'%ff\n\n--a",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_report_is_no_report_and_stops_nothing(room: Room, name: str) -> None:
    memory = BounceMemory()
    room.box.deliver(HOSTILE[name])
    room.box.deliver(room.report(own="9"))
    assert room.read(memory) == 1, "the one after it counts"


def test_a_mailbox_that_cannot_be_read_is_said_once(room: Room) -> None:
    object.__setattr__(room.workspace.settings, "bounces_user", "somebody")
    job = job_queue.new_job(room.workspace, "bounces", {}, asked_by="a test")
    lent = JobControl()
    for _ in range(2):
        done = asyncio.run(kind.run(room.workspace, job, lent))
        assert done.said.startswith("cannot read the mailbox: 127.0.0.1:")
        assert PASSWORD not in done.said
        assert done.again is not None
    entries = [one for one in Audit(room.workspace.store.records).list(10) if one.what == "bounce mailbox"]
    assert len(entries) == 1
