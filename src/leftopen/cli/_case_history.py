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


def since(case: Case, now: datetime, looks: Sequence[CheckObservation]) -> str:
    """The exposure window in words, with both bounds."""
    from leftopen.cases.window import window
    from leftopen.present.intervals import format_interval

    bounds = window(case, now, looks).open_for
    return f"open for: {format_interval(bounds.lower, bounds.upper)}"


def history(entries: Sequence[TimelineEntry], responses: Mapping[str, Bilingual]) -> Iterator[str]:
    """A line for each entry; a comment has more where it has more. `responses`: sentences of the entries of
    the response, by their hashes."""
    for entry in entries:
        yield f"{entry.at:%Y-%m-%d %H:%M:%S}  {_told(entry, responses)}"


def coming_lines(found: Sequence[Coming]) -> Iterator[str]:
    """What happens next, and when."""
    from leftopen.service.cases.coming import said

    for one in found:
        yield f"next: {said(one)}"


def _told(entry: TimelineEntry, responses: Mapping[str, Bilingual]) -> str:
    from leftopen.present.case_words import event_words

    if entry.notice is not None:
        state = "being sent" if entry.notice.sending else "refused" if entry.notice.receipts else "not sent"
        return f"{'notice written':22}  to {entry.notice.notice.to}, {state}"
    if entry.event is None:
        assert entry.note is not None
        return f"{'comment':22}  {_indented(entry.note.text)} ({entry.note.by})"
    said = _said(entry.event, entry.note, responses)
    return f"{event_words(entry.event.kind):22}  {said} ({entry.event.actor})"


def _said(event: CaseEvent, note: Note | None, responses: Mapping[str, Bilingual]) -> str:
    from leftopen.model.case import CaseEventKind
    from leftopen.service.cases.decisions import details

    if event.kind is CaseEventKind.COMMENTED:
        return _indented(note.text) if note else "erased"
    if event.kind is CaseEventKind.LOOKED:
        return str(event.body["reason"]).replace("_", " ")
    if event.kind is CaseEventKind.RESPONDED:
        found = responses.get(str(event.body["hash"]))
        return found.en if found else f"entry {event.body['entry']} is no longer in the log of the response"
    return details(event.kind, event.body)


def _indented(text: str) -> str:
    return text.replace("\n", f"\n{'':45}")
