"""Cases as they were known at a time, from their events. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from leftopen.cases.state_machine import fold
from leftopen.model.case import Case, CaseEvent


def cases_as_of(events: Iterable[CaseEvent], at: datetime) -> list[Case]:
    """The cases that there were, from events in their order. The first event of a case after that time ends
    it: what follows was recorded later, even if the clock had been put back. ValueError as `fold`."""
    found: dict[str, Case] = {}
    over: set[str] = set()
    for event in events:
        if event.at > at:
            over.add(event.case)
        elif event.case not in over:
            found[event.case] = fold(found.get(event.case), event)
    return list(found.values())
