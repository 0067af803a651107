"""The timeline of a case: its events, and the notices that no event tells of because nobody accepted them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen.model.case import CaseEvent
from leftopen.store.records.reads.notices import Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """An event, or a notice that was written and not accepted."""

    at: datetime
    event: CaseEvent | None = None
    notice: Sent | None = None


def timeline(events: Sequence[CaseEvent], notices: Sequence[Sent]) -> list[TimelineEntry]:
    """Oldest first."""
    told = [TimelineEntry(at=event.at, event=event) for event in sorted(events, key=lambda one: one.seq)]
    unsent = [
        TimelineEntry(at=sent.notice.written, notice=sent)
        for sent in notices
        if not any(receipt.accepted for receipt in sent.receipts)
    ]
    return sorted([*told, *unsent], key=lambda entry: entry.at)
