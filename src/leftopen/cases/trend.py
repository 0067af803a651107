"""How many exposures were open, over time: from the events that moved their cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from leftopen.cases.closure_rules import LIVE
from leftopen.cases.state_machine import next_state
from leftopen.model.case import Case, CaseEventKind, CaseState

Move = tuple[str, CaseEventKind, datetime]
PROVED = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN})


def open_over_time(moves: Iterable[Move], groups: Mapping[str, str], times: Sequence[datetime]) -> list[int]:
    """The number of groups with a live case at each of `times`, which ascend. `moves` are the events of all
    cases in the order of the chain; `groups` gives the group of each case that counts. An event that no case
    can have moves none: one that was damaged must not hide the others."""
    states: dict[str, CaseState] = {}
    live: Counter[str] = Counter()
    counts, at = [], 0
    for case, kind, when in _by_time(moves):
        while at < len(times) and times[at] < when:
            counts.append(len(live))
            at += 1
        if case in groups:
            before = states.get(case)
            try:
                after = states[case] = next_state(before, kind)
            except ValueError:
                continue
            step = (after in LIVE) - (before in LIVE)
            live[groups[case]] += step
            if live[groups[case]] <= 0:
                del live[groups[case]]
    return [*counts, *[len(live)] * (len(times) - len(counts))]


def _by_time(moves: Iterable[Move]) -> list[Move]:
    """The events of one case stay in their order, whatever a clock said."""
    newest: dict[str, datetime] = {}
    timed = []
    for case, kind, at in moves:
        newest[case] = max(at, newest.get(case, at))
        timed.append((case, kind, newest[case]))
    return sorted(timed, key=lambda move: move[2])


def time_to_close(cases: Iterable[Case], since: datetime) -> timedelta | None:
    """The median from first seen open to proved closed, of the cases that were closed since then."""
    spans = [
        (case.closed - case.first_open).total_seconds()
        for case in cases
        if case.state in PROVED and case.closed is not None and case.closed >= since
    ]
    return timedelta(seconds=median(spans)) if spans else None


def days_until(now: datetime, count: int) -> list[datetime]:
    """The last `count` days, a time for each; the last one is now."""
    return [now - timedelta(days=before) for before in range(count - 1, -1, -1)]
