"""The timeline of a case: events, and the notices that were written and that nobody accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from leftopen.cli._case_text import history
from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.notice import Notice, Receipt
from leftopen.service.cases.timeline import timeline
from leftopen.store.records.entities.notices import Sent

AT = datetime(2023, 2, 8, tzinfo=UTC)


def event(seq: int, minute: int, kind: CaseEventKind) -> CaseEvent:
    return CaseEvent(
        seq=seq, case="c", at=AT + timedelta(minutes=minute), kind=kind, actor="leftopen", body={},
        previous="", hash="",
    )  # fmt: skip


def sent(id: str, minute: int, *accepted: bool) -> Sent:
    written = AT + timedelta(minutes=minute)
    notice = Notice(id=id, case="c", to="mailto:soc@example.org", subject="s", text="t", written=written)
    receipts = tuple(Receipt(notice=id, accepted=one, said="250", at=written) for one in accepted)
    return Sent(notice=notice, file="f", receipts=receipts)


def test_a_notice_that_nobody_accepted_stands_where_it_was_written() -> None:
    events = [event(1, 0, CaseEventKind.DETECTED), event(2, 10, CaseEventKind.LOOKED)]
    entries = timeline(events, [sent("written", 5), sent("refused", 7, False)])
    assert [one.event.seq if one.event else one.notice and one.notice.notice.id for one in entries] == [
        1, "written", "refused", 2,
    ]  # fmt: skip


def test_one_that_was_accepted_is_told_by_its_event_only() -> None:
    events = [event(1, 0, CaseEventKind.DETECTED), event(2, 5, CaseEventKind.NOTIFIED)]
    entries = timeline(events, [sent("told", 5, False, True)])
    assert [one.notice for one in entries] == [None, None]


def test_events_of_one_moment_keep_their_order() -> None:
    events = [event(2, 0, CaseEventKind.LOOKED), event(1, 0, CaseEventKind.DETECTED)]
    assert [one.event.seq for one in timeline(events, []) if one.event] == [1, 2]


def test_it_says_who_was_told_who_was_not_and_why() -> None:
    answer = replace(event(1, 5, CaseEventKind.NOTIFIED), body={"notice": "full", "to_kind": "mailto"})
    came_back = sent("full", 5, True, False)
    receipts = (*came_back.receipts[:1], replace(came_back.receipts[1], said="came back: 5.2.2 mailbox full"))
    lines = list(history(timeline([answer], [replace(came_back, receipts=receipts)]), {}))
    assert [line[21:] for line in lines] == [
        "notified                to mailto:soc@example.org (leftopen)",
        "notice written          to mailto:soc@example.org, refused: came back: 5.2.2 mailbox full",
    ]
    [erased] = history(timeline([answer], []), {})
    assert erased.endswith("(leftopen)")
    assert "soc@" not in erased
