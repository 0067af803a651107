"""Telling the owner: written always, sent where a server is set, told once, never with personal values."""

from __future__ import annotations

import asyncio
import re
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.errors import BadAddress, BadSetting, ChangedSince, NotAllowed, NotFound
from leftopen.jobs.worker import Worker
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.outbox import DeliveryState, HoldReason
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.present.json_lines import notice_line
from leftopen.present.timestamps import format_utc
from leftopen.scope.file import record
from leftopen.service.cases.decisions import decide
from leftopen.service.exclusions import scopes
from leftopen.service.notices.notify import NotificationResult, count_notifications, notify, queue
from leftopen.service.outbox import control, deliver
from leftopen.service.workspace.workspace import Workspace, utc_now
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scopes import Scopes
from tests.at_once import at_once
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import SECRET, Mailbox
from tests.service.office import SENDER, found, office

SOC = "mailto:soc@example.org"


@dataclass(slots=True)
class Clock:
    """Goes on by itself, from where it is set."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@contextmanager
def a_case(
    folder: Path, clock: Callable[[], datetime] = utc_now, /, **settings: object
) -> Iterator[tuple[Workspace, Case]]:
    """An open mailbox whose mails were read, with a contact in the scope."""
    with (
        Loopback() as loopback,
        office(folder, clock, **{**SENDER, **settings}) as workspace,
    ):
        named = record(
            "127.0.0.0/8",
            authorised_by="A. Owner",
            until=None,
            now=workspace.clock(),
            level=ReadLevel.SAMPLE,
            contact="mailto:owner@example.org",
        )
        scopes.add(workspace, [named])
        yield workspace, found(workspace, loopback.serve(Mailbox().web))


def told(
    workspace: Workspace, case: Case, via: str = "", *, dry_run: bool = False, repeat: bool = False
) -> NotificationResult:
    return asyncio.run(notify(workspace, case.id, via=via, dry_run=dry_run, repeat=repeat))


def state_of(workspace: Workspace, case: Case) -> CaseState:
    return Cases(workspace.store.records).get(case.id).state


def sent_by(sink: SmtpSink) -> dict[str, object]:
    return {"smtp_host": sink.host, "smtp_port": sink.port, "smtp_security": "none"}


def test_without_a_mail_server_it_is_written_for_its_owner_only_and_the_case_is_not_told(
    tmp_path: Path,
) -> None:
    with a_case(tmp_path) as (workspace, case):
        one = told(workspace, case)
        [kept] = Notices(workspace.store.records).of(case.id)
        assert state_of(workspace, case) is CaseState.OPEN
    file = Path(one.file)
    assert file.read_bytes() == one.message
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert one.receipt is None
    assert kept.receipts == ()
    assert b"To: owner@example.org" in one.message
    assert "us_ssn" in one.notice.text or "social security" in one.notice.text.lower()
    assert SECRET.encode() not in one.message
    assert not re.search(rb"\d{3}-\d{2}-\d{4}", one.message)


@pytest.mark.parametrize("missing", ["contact", "mail_from"])
def test_without_a_sender_it_is_refused_and_nothing_is_written(tmp_path: Path, missing: str) -> None:
    with a_case(tmp_path, **{missing: ""}) as (workspace, case):
        for dry_run in (True, False):
            with pytest.raises(
                BadSetting, match=rf"set {missing} in .*settings\.toml \(example: {missing} = "
            ):
                told(workspace, case, SOC, dry_run=dry_run)
        assert Notices(workspace.store.records).of(case.id) == []


def test_a_notice_has_the_steps_of_the_product_that_was_found_and_no_other(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        text = " ".join(told(workspace, case, SOC, dry_run=True).notice.text.split())
    assert case.product == "Sendria"
    assert "How to close it: Close the port in the firewall immediately. Keep the access logs" in text
    assert "`sendria --http-auth /etc/sendria.htpasswd --http-ip 127.0.0.1`." in text
    assert not [other for other in ("MailDev", "Mailpit", "MailHog", "public-inbox") if other in text]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        one = told(workspace, case, SOC, dry_run=True)
        assert Notices(workspace.store.records).of(case.id) == []
        assert not (workspace.data / "notices").exists()
    assert b"To: soc@example.org" in one.message
    assert one.file == ""


def test_sent_and_taken_the_case_is_told_and_the_same_person_is_not_told_twice(tmp_path: Path) -> None:
    with SmtpSink() as sink, a_case(tmp_path, **sent_by(sink)) as (workspace, case):
        one = told(workspace, case)
        assert state_of(workspace, case) is CaseState.NOTIFIED
        with pytest.raises(NotAllowed, match="already notified"):
            told(workspace, case)
        other = told(workspace, case, SOC)
        again = told(workspace, case, repeat=True)
        events = [
            e for e in Cases(workspace.store.records).events(case.id) if e.kind is CaseEventKind.NOTIFIED
        ]
        assert sink.wait(3, 10)
    assert one.receipt is not None
    assert one.receipt.accepted
    assert "taken by the demonstration" in one.receipt.said
    assert sink.recipients == [("owner@example.org",), ("soc@example.org",), ("owner@example.org",)]
    assert len({one.notice.id, other.notice.id, again.notice.id}) == 3
    assert len(events) == 3
    assert "example.org" not in repr(events), "the chain holds no address of a person"


def test_a_server_that_is_away_leaves_the_case_untold_and_it_can_be_tried_again(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = {"smtp_host": "127.0.0.1", "smtp_port": taken.getsockname()[1], "smtp_security": "none"}
        with a_case(tmp_path, **nobody) as (workspace, case):
            one, two = told(workspace, case), told(workspace, case)
            assert state_of(workspace, case) is CaseState.OPEN
            [kept] = Notices(workspace.store.records).of(case.id)
    assert one.receipt is not None
    assert not one.receipt.accepted
    assert f"127.0.0.1:{nobody['smtp_port']}" in one.receipt.said
    assert one.notice.id == two.notice.id
    assert len(kept.receipts) == 2


def test_whom_to_tell_is_the_flag_then_the_scope_then_the_setting(tmp_path: Path) -> None:
    with a_case(tmp_path, notify="mailto:set@example.org") as (workspace, case):
        assert told(workspace, case, SOC, dry_run=True).notice.to == SOC
        assert told(workspace, case, dry_run=True).notice.to == "mailto:owner@example.org"
        for one in Scopes(workspace.store.records).list():
            scopes.remove(workspace, one.id)
        assert told(workspace, case, dry_run=True).notice.to == "mailto:set@example.org"


def test_the_narrowest_record_names_whom_to_tell(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        narrow = record(
            "127.0.0.1", authorised_by="B.", until=None, now=workspace.clock(), contact="near@example.org"
        )
        scopes.add(workspace, [narrow])
        assert told(workspace, case, dry_run=True).notice.to == "mailto:near@example.org"


def test_nobody_to_tell_is_one_clear_line(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path, **SENDER) as workspace:
        case = found(workspace, loopback.serve(Mailbox().web))
        with pytest.raises(BadSetting, match="no recipient"):
            told(workspace, case)


@pytest.mark.parametrize(
    "via",
    [
        "soc@example.org",
        "pigeon:loft",
        "mailto:",
        "mailto:a@example.org\r\nBcc: b@example.org",
        "mailto:a b@c",
    ],
)
def test_a_way_that_cant_be_is_one_clear_line_and_nothing_is_written(tmp_path: Path, via: str) -> None:
    with a_case(tmp_path) as (workspace, case):
        with pytest.raises((BadSetting, BadAddress)):
            told(workspace, case, via)
        assert Notices(workspace.store.records).of(case.id) == []


def test_of_a_case_that_is_not_open_there_is_nothing_to_tell(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        decide(workspace, case.id, CaseEventKind.MARKED_FALSE, {"because": "meant to be public"})
        with pytest.raises(NotAllowed, match="no notice is needed"):
            told(workspace, case)
        with pytest.raises(NotFound):
            asyncio.run(notify(workspace, "abcdef"))


def test_reopened_it_is_news_again(tmp_path: Path) -> None:
    with SmtpSink() as sink, a_case(tmp_path, **sent_by(sink)) as (workspace, case):
        first = told(workspace, case)
        decide(workspace, case.id, CaseEventKind.CLOSED_BY_WORD, {"because": "they said so"})
        decide(workspace, case.id, CaseEventKind.REOPENED, {"because": "it was not"})
        second = told(workspace, case)
    assert first.notice.id != second.notice.id


def test_a_password_file_that_cant_be_read_is_one_clear_line(tmp_path: Path) -> None:
    lacking = {"smtp_host": "127.0.0.1", "smtp_password_file": str(tmp_path / "none")}
    with a_case(tmp_path, **lacking) as (workspace, case), pytest.raises(BadSetting, match="password_file"):
        told(workspace, case)


def test_a_folder_that_cant_be_made_is_one_clear_line(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        (workspace.data / "notices").write_text("in the way")
        with pytest.raises(BadSetting, match="cannot write"):
            told(workspace, case)


def test_of_eight_at_once_one_sends_it(tmp_path: Path) -> None:
    with SmtpSink() as sink, a_case(tmp_path, **sent_by(sink)) as (workspace, case):
        for wave, repeat in enumerate((False, True), start=1):
            answers = at_once(8, lambda again=repeat: told(workspace, case, repeat=again))  # type: ignore[misc]
            assert [type(one) for one in answers if not isinstance(one, NotAllowed)] == [NotificationResult]
            assert len(sink.received) == wave
        events = Cases(workspace.store.records).events(case.id)
        assert sum(event.kind is CaseEventKind.NOTIFIED for event in events) == 2
        assert sum(len(one.receipts) for one in Notices(workspace.store.records).of(case.id)) == 2


def test_a_wish_to_tell_once_more_that_comes_twice_is_one(tmp_path: Path) -> None:
    with SmtpSink() as sink, a_case(tmp_path, **sent_by(sink)) as (workspace, case):
        told(workspace, case)
        asyncio.run(notify(workspace, case.id, repeat=True, after=count_notifications(workspace, case.id)))
        with pytest.raises(ChangedSince, match=r"notice of case .* was sent meanwhile"):
            asyncio.run(notify(workspace, case.id, repeat=True, after=1))
        assert len(sink.received) == 2


class Died(BaseException):
    """The process is gone."""


def test_who_dies_while_sending_leaves_it_to_be_seen_and_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with SmtpSink() as sink, a_case(tmp_path, clock, **sent_by(sink)) as (workspace, case):
        with monkeypatch.context() as patch:
            patch.setattr(deliver, "_note", _dies)
            with pytest.raises(Died):
                told(workspace, case)
        [left] = Notices(workspace.store.records).of(case.id)
        assert left.sending is not None
        assert (left.receipts, state_of(workspace, case)) == ((), CaseState.OPEN)
        line = notice_line(left.notice, left.receipts, left.sending)
        assert line["sending"] == format_utc(left.sending)
        assert len(sink.received) == 1
        [due] = Jobs(workspace.store.records).due_times("deliver").values()
        assert due <= workspace.clock() + timedelta(minutes=1), "else a worker sends it by then"
        told(workspace, case)
        [sent] = Notices(workspace.store.records).of(case.id)
        assert len(sink.received) == 2
        assert sent.sending is None
        assert [one.accepted for one in sent.receipts] == [False, True]
        assert "delivery is unknown" in sent.receipts[0].said
        assert state_of(workspace, case) is CaseState.NOTIFIED


def _dies(*_: object) -> None:
    raise Died


def test_what_is_queued_is_sent_by_a_worker_and_marks_the_case(tmp_path: Path) -> None:
    clock = Clock()
    with SmtpSink() as sink, a_case(tmp_path, clock, **sent_by(sink)) as (workspace, case):
        put = queue(workspace, case.id, via=SOC, by="the ladder", needs_approval=True)
        outbox = Outbox(workspace.store.records)
        assert outbox.get(put.notice.id).delivery.urgent is (case.severity is Severity.CRITICAL)
        clock.ahead = timedelta(hours=1)
        work(workspace)
        assert outbox.get(put.notice.id).delivery.hold is HoldReason.APPROVAL
        assert (sink.received, state_of(workspace, case)) == ([], CaseState.OPEN)
        control.release(workspace, put.notice.id, by="maria")
        work(workspace)
        assert (len(sink.received), state_of(workspace, case)) == (1, CaseState.NOTIFIED)
        [event] = [
            e for e in Cases(workspace.store.records).events(case.id) if e.kind is CaseEventKind.NOTIFIED
        ]
        assert event.body["notice"] == put.notice.id


def test_a_setting_that_cant_be_read_is_said(tmp_path: Path) -> None:
    with SmtpSink() as sink, a_case(tmp_path, **sent_by(sink), quiet_hours="at night") as (workspace, case):
        one = told(workspace, case)
    assert (one.receipt, one.held, sink.received) == (None, "", [])
    assert "quiet_hours is 'at night'" in one.unready


def test_a_stopped_outbox_holds_what_a_person_sends(tmp_path: Path) -> None:
    with SmtpSink() as sink, a_case(tmp_path, **sent_by(sink)) as (workspace, case):
        control.stop(workspace, by="maria")
        one = told(workspace, case)
        assert one.held.startswith("all sending was paused by maria")
        assert (one.receipt, sink.received, state_of(workspace, case)) == (None, [], CaseState.OPEN)
        control.start(workspace, by="maria")
        assert told(workspace, case).receipt is not None
    assert len(sink.received) == 1


def test_what_waits_goes_at_once_when_a_person_sends_it(tmp_path: Path) -> None:
    with SmtpSink() as sink, a_case(tmp_path, **sent_by(sink)) as (workspace, case):
        put = queue(workspace, case.id, via=SOC, by="the ladder", needs_approval=True)
        sent = told(workspace, case, SOC)
        assert sent.notice.id == put.notice.id
        assert sent.receipt is not None
        assert sent.receipt.accepted
        work(workspace)
    assert len(sink.received) == 1


def test_a_case_that_was_closed_meanwhile_is_not_told_of(tmp_path: Path) -> None:
    clock = Clock()
    with SmtpSink() as sink, a_case(tmp_path, clock, **sent_by(sink)) as (workspace, case):
        put = queue(workspace, case.id, via=SOC, by="the ladder")
        decide(workspace, case.id, CaseEventKind.MARKED_FALSE, {"because": "meant to be public"})
        clock.ahead = timedelta(hours=1)
        work(workspace)
        dropped = Outbox(workspace.store.records).get(put.notice.id).delivery
        assert (dropped.state, dropped.said) == (DeliveryState.DROPPED, "the exposure is no longer open")
    assert sink.received == []


def work(workspace: Workspace) -> None:
    """Everything that is due now."""

    async def run() -> None:
        async with asyncio.timeout(120):
            await Worker(workspace=workspace).run(asyncio.Event(), until_idle=True)

    asyncio.run(run())
