"""A case in lines: how long it was open, what its latest finding shows, what happened, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from leftopen.cases.event_schema import number
from leftopen.cases.response_chain import erasure_of
from leftopen.cases.window import window
from leftopen.cli._output import Line
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.present.case_words import event_words
from leftopen.present.humanize import format_bytes, format_count, format_time
from leftopen.present.intervals import format_interval

if TYPE_CHECKING:
    from datetime import datetime

    from leftopen.cli._verb import Workspace
    from leftopen.model.case_hold import CaseHold
    from leftopen.model.closure import CheckObservation
    from leftopen.model.facts import Json
    from leftopen.model.finding import Finding
    from leftopen.model.user import Note
    from leftopen.service.cases.timeline import TimelineEntry
    from leftopen.service.notices.scheduled_actions import ScheduledAction
    from leftopen.store.records.entities.notices import Sent
    from leftopen.translate import Message

TIME = "%Y-%m-%d %H:%M:%S"


def open_for(case: Case, now: datetime, looks: Sequence[CheckObservation]) -> str:
    """The exposure window in words, with both bounds."""
    bounds = window(case, now, looks).open_for
    return f"open for: {format_interval(bounds.lower, bounds.upper)}"


def finding_lines(finding: Finding, limit: str) -> Iterator[str]:
    """The latest evidence, the size and the contents, one line each. `limit`: why no item was read."""
    judged, size = finding.judged, finding.size
    message = f"; server response: {judged.verdict.said}" if judged.verdict.said else ""
    yield f"last seen open at {format_time(judged.at)}: {judged.verdict.why}{message}"
    amounts = [
        *([] if size.records is None else [format_count(size.records, "item")]),
        *([] if size.bytes is None else [format_bytes(size.bytes)]),
    ]
    if amounts:
        yield f"size reported by the server: {'at least ' if size.at_least else ''}{', '.join(amounts)}"
    for held in finding.evidence.holds:
        examples = f": {', '.join(held.examples)}" if held.examples else ""
        yield f"holds {held.label}, {format_count(held.count, 'time')}{examples}"
    items = finding.evidence.items
    if not items:
        yield f"contents unknown: no item was read. {limit}"
        return
    if finding.evidence.left:
        yield f"did not read {format_count(finding.evidence.left, 'other listed item')}"
    if finding.evidence.cut:
        yield f"read only the beginning of {format_count(finding.evidence.cut, 'item')}"
    failed = finding.evidence.failed
    if failed:
        yield f"cannot read {format_count(failed, 'part')} of {format_count(items, 'item')}"
    elif not finding.evidence.holds:
        yield f"no personal or secret data recognised in {format_count(items, 'item')}"


def hold_lines(hold: CaseHold | None) -> Iterator[str]:
    """One line where the case is held."""
    if hold is not None:
        yield f"held since {hold.at:%Y-%m-%d} by {hold.by}: {hold.why}"


def response_json(opened: Workspace, case: str) -> list[dict[str, Json]]:
    """One of `type: response`; none before anybody wrote an entry."""
    from leftopen.service.respond import lines
    from leftopen.service.respond.state import load
    from leftopen.store.records.entities.cases.responses import Responses

    if not Responses(opened.store.records).of(case):
        return []
    return lines.status(opened, load(opened, case))[:1]


def response_lines(lines: Sequence[Line]) -> Iterator[str]:
    """What was changed from outside, and what is to be done next."""
    for line in lines:
        wrong = line["wrong"]
        if isinstance(wrong, list) and wrong:
            yield f"WARNING: the records of the case were changed from outside: {wrong[0]}"
        if line["next"]:
            yield f"response: next: {line['next']} ({line['next_command']})"
        else:
            yield f"response: every step is done (leftopen respond {str(line['case'])[:8]})"


def history(entries: Sequence[TimelineEntry], responses: Mapping[str, Message]) -> Iterator[str]:
    """A line for each entry; a comment has more where it has more. `responses`: sentences of the entries of
    the response, by their hashes."""
    events = [entry.event for entry in entries if entry.event is not None]
    for entry in entries:
        often = (
            f", {entry.times:,} times from {entry.since:{TIME}} to {entry.at:{TIME}}" if entry.since else ""
        )
        doubt = "; the clock was wrong when this was recorded" if entry.doubtful else ""
        yield f"{entry.at:{TIME}}  {_entry(entry, responses, events)}{often}{doubt}"


def erasure_lines(events: Sequence[CaseEvent]) -> Iterator[str]:
    """Why there is no evidence, where somebody erased it."""
    found = [event for event in events if event.kind is CaseEventKind.ERASED]
    if found:
        yield f"evidence: {_erased(found[-1])}"


def scheduled_lines(found: Sequence[ScheduledAction]) -> Iterator[str]:
    """What happens next, and when."""
    from leftopen.service.notices import scheduled_actions

    for one in found:
        yield f"next: {scheduled_actions.action_text(one)}"


def _erased(event: CaseEvent) -> str:
    return f"erased on {event.at:%Y-%m-%d} by {event.actor}: {event.body['because']}"


def _entry(entry: TimelineEntry, responses: Mapping[str, Message], events: Sequence[CaseEvent]) -> str:
    if entry.notice is not None:
        return f"{'notice written':22}  to {entry.notice.notice.to}, {_state(entry.notice)}"
    if entry.event is None:
        assert entry.note is not None
        return f"{'comment':22}  {_indented(entry.note.text)} ({entry.note.by})"
    message = f"to {entry.to}" if entry.to else _event(entry.event, entry.note, responses, events)
    return f"{event_words(entry.event.kind):22}  {message} ({entry.event.actor})"


def _state(sent: Sent) -> str:
    """With the reason: who reads `mailbox is full` need not look for it in the outbox."""
    if sent.sending:
        return "being sent"
    return f"refused: {sent.receipts[-1].said}" if sent.receipts else "not sent"


def _event(
    event: CaseEvent, note: Note | None, responses: Mapping[str, Message], events: Sequence[CaseEvent]
) -> str:
    from leftopen.service.cases.decisions import details

    if event.kind is CaseEventKind.COMMENTED:
        return _indented(note.text) if note else "erased"
    if event.kind is CaseEventKind.LOOKED:
        return str(event.body["reason"]).replace("_", " ")
    if event.kind is CaseEventKind.RESPONDED:
        return _response(event, responses, events)
    return details(event.kind, event.body)


def _response(event: CaseEvent, responses: Mapping[str, Message], events: Sequence[CaseEvent]) -> str:
    """What the entry says; one that is gone without an event that says so was removed from outside."""
    if found := responses.get(str(event.body["hash"])):
        return str(found)
    entry = number(event.body, "entry")
    if erasure := erasure_of(events, entry):
        return f"entry {entry}, {_erased(erasure)}"
    return f"entry {entry} is no longer in the response log, and no event says that it was erased"


def _indented(text: str) -> str:
    return text.replace("\n", f"\n{'':45}")
