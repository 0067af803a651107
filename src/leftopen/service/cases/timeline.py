"""The timeline of a case: its events, its comments, and the notices that no event tells of because nobody
accepted them, or that came back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leftopen.cases import event_schema
from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.user import Note
from leftopen.store.records.entities.notices import Sent

_SAME = ("state", "reason", "vantage", "identity")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """An event, a comment (with its event, unless it is older than those), or a notice that was written and
    not accepted. `to`: to whom the event says that a notice was sent, '' where it is not known. `times` so
    many checks in a row that found the same, since `since`. `doubtful`: it was recorded while the
    clock was wrong."""

    at: datetime
    event: CaseEvent | None = None
    notice: Sent | None = None
    note: Note | None = None
    to: str = ""
    times: int = 1
    since: datetime | None = None
    doubtful: bool = False


def timeline(
    events: Sequence[CaseEvent],
    notices: Sequence[Sent],
    notes: Sequence[Note] = (),
    doubtful: Collection[int] = (),
) -> list[TimelineEntry]:
    """Oldest first: events in the order in which they were recorded, whatever a clock said; what is no event
    stands among them by its time. A comment that was erased has its event alone. `doubtful`: the numbers of
    the events that were recorded while the clock was wrong."""
    texts = {note.id: note for note in notes}
    recipients = {sent.notice.id: sent.notice.to for sent in notices}
    entries = [
        TimelineEntry(
            at=event.at,
            event=event,
            note=texts.pop(str(event.body.get("note")), None),
            to=recipients.get(str(event.body.get("notice")), ""),
            times=times,
            since=since,
            doubtful=event.seq in doubtful,
        )
        for event, times, since in _one_by_one(events)
    ]
    unsent = [
        TimelineEntry(at=_failed_at(sent), notice=sent)
        for sent in notices
        if not sent.receipts or not sent.receipts[-1].accepted
    ]
    older = [TimelineEntry(at=note.at, note=note) for note in texts.values()]
    beside = sorted([*unsent, *older], key=lambda entry: entry.at)
    return _merged(entries, beside)


def _one_by_one(events: Sequence[CaseEvent]) -> Iterator[tuple[CaseEvent, int, datetime | None]]:
    """Each with how many looks it tells of, since when. Counted looks as the newest of those that are alike,
    with what that said."""
    known: dict[str, CaseEvent] = {}
    for event in sorted(events, key=lambda one: one.seq):
        if event.kind is not CaseEventKind.COUNTED:
            known[str(event.body.get("look"))] = event
            yield event, 1, None
            continue
        for id, times in event_schema.counted_times(event.body).items():
            alike = replace(event, kind=CaseEventKind.LOOKED, at=times[-1], body=known[id].body)
            yield alike, len(times), times[0]


def _merged(entries: Sequence[TimelineEntry], beside: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """A doubtful time says nothing about what was before it."""
    found, waiting = [], list(beside)
    for entry in entries:
        while waiting and not entry.doubtful and waiting[0].at < entry.at:
            found.append(waiting.pop(0))
        found.append(entry)
    return [*found, *waiting]


def _failed_at(sent: Sent) -> datetime:
    """When it came back; when it was written, if nobody had accepted it."""
    came_back = any(receipt.accepted for receipt in sent.receipts)
    return sent.receipts[-1].at if came_back else sent.notice.written


def without_repeats(entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """Checks in a row that found the same as one entry, the newest."""
    found: list[TimelineEntry] = []
    for entry in entries:
        if found and _repeats(found[-1], entry):
            first = found.pop()
            found.append(replace(entry, times=first.times + entry.times, since=first.since or first.at))
        else:
            found.append(entry)
    return found


def _repeats(one: TimelineEntry, other: TimelineEntry) -> bool:
    if one.event is None or other.event is None:
        return False
    if {one.event.kind, other.event.kind} != {CaseEventKind.LOOKED}:
        return False
    first, second = one.event.body, other.event.body
    alike = all(first.get(name) == second.get(name) for name in _SAME)
    return alike and one.doubtful == other.doubtful
