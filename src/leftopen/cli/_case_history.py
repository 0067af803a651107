"""The history of a case in lines: how long it was open, what happened, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from leftopen.model.bilingual import Bilingual
    from leftopen.model.case import Case, CaseEvent
    from leftopen.model.closure import CheckObservation
    from leftopen.model.user import Note
    from leftopen.service.cases.coming import Coming
    from leftopen.service.cases.timeline import TimelineEntry
    from leftopen.store.records.entities.notices import Sent


TIME = "%Y-%m-%d %H:%M:%S"


def since(case: Case, now: datetime, looks: Sequence[CheckObservation]) -> str:
    """The exposure window in words, with both bounds."""
    from leftopen.cases.window import window
    from leftopen.present.intervals import format_interval

    bounds = window(case, now, looks).open_for
    return f"open for: {format_interval(bounds.lower, bounds.upper)}"


def history(entries: Sequence[TimelineEntry], responses: Mapping[str, Bilingual]) -> Iterator[str]:
    """A line for each entry; a comment has more where it has more. `responses`: sentences of the entries of
    the response, by their hashes."""
    events = [entry.event for entry in entries if entry.event is not None]
    for entry in entries:
        often = (
            f", {entry.times:,} times from {entry.since:{TIME}} to {entry.at:{TIME}}" if entry.since else ""
        )
        doubt = "; the clock was wrong when this was recorded" if entry.doubtful else ""
        yield f"{entry.at:{TIME}}  {_told(entry, responses, events)}{often}{doubt}"


def erased_lines(events: Sequence[CaseEvent]) -> Iterator[str]:
    """Why there is no evidence, where somebody erased it."""
    from leftopen.model.case import CaseEventKind

    found = [event for event in events if event.kind is CaseEventKind.ERASED]
    if found:
        yield f"evidence: {_erased(found[-1])}"


def coming_lines(found: Sequence[Coming]) -> Iterator[str]:
    """What happens next, and when."""
    from leftopen.service.cases.coming import said

    for one in found:
        yield f"next: {said(one)}"


def _erased(event: CaseEvent) -> str:
    return f"erased on {event.at:%Y-%m-%d} by {event.actor}: {event.body['because']}"


def _told(entry: TimelineEntry, responses: Mapping[str, Bilingual], events: Sequence[CaseEvent]) -> str:
    from leftopen.present.case_words import event_words

    if entry.notice is not None:
        return f"{'notice written':22}  to {entry.notice.notice.to}, {_state(entry.notice)}"
    if entry.event is None:
        assert entry.note is not None
        return f"{'comment':22}  {_indented(entry.note.text)} ({entry.note.by})"
    said = f"to {entry.to}" if entry.to else _said(entry.event, entry.note, responses, events)
    return f"{event_words(entry.event.kind):22}  {said} ({entry.event.actor})"


def _state(sent: Sent) -> str:
    """With the reason: who reads `mailbox is full` need not look for it in the outbox."""
    if sent.sending:
        return "being sent"
    return f"refused: {sent.receipts[-1].said}" if sent.receipts else "not sent"


def _said(
    event: CaseEvent, note: Note | None, responses: Mapping[str, Bilingual], events: Sequence[CaseEvent]
) -> str:
    from leftopen.model.case import CaseEventKind
    from leftopen.service.cases.decisions import details

    if event.kind is CaseEventKind.COMMENTED:
        return _indented(note.text) if note else "erased"
    if event.kind is CaseEventKind.LOOKED:
        return str(event.body["reason"]).replace("_", " ")
    if event.kind is CaseEventKind.RESPONDED:
        return _response(event, responses, events)
    return details(event.kind, event.body)


def _response(event: CaseEvent, responses: Mapping[str, Bilingual], events: Sequence[CaseEvent]) -> str:
    """What the entry says; one that is gone without an event that says so was removed from outside."""
    from leftopen.cases.event_schema import number
    from leftopen.cases.response_chain import erasure_of

    if found := responses.get(str(event.body["hash"])):
        return found.en
    entry = number(event.body, "entry")
    if erasure := erasure_of(events, entry):
        return f"entry {entry}, {_erased(erasure)}"
    return f"entry {entry} is no longer in the log of the response, and no event says that it was erased"


def _indented(text: str) -> str:
    return text.replace("\n", f"\n{'':45}")
