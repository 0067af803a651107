"""The exposure window and the times of response, each with its bounds.

The moment of opening or closing is never observed, only observations before and after it. So every duration
that begins or ends there has a lower and an upper bound, and an unknown upper bound is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leftopen.cases.open_intervals import surely_open
from leftopen.model.case import Case, CaseState
from leftopen.model.closure import CheckObservation

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between `lower` and `upper`; `upper` None: no bound is known. Equal when it was measured."""

    lower: timedelta
    upper: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """None: it has not happened yet. A user's statement that it is closed gives no upper bound."""

    open_for: Bounds
    open_to_detected: Bounds
    detected_to_notified: Bounds | None
    detected_to_acknowledged: Bounds | None
    detected_to_closed: Bounds | None
    notified_to_closed: Bounds | None


def window(case: Case, now: datetime, looks: Sequence[CheckObservation]) -> Window:
    """The durations of a case at `now`; `looks` are all its checks. An open case has been open until its last
    open observation at least, without the time between two checks of which one did not find it open; and
    until `now` at most. A case that was taken over has no upper bound: another case tells its end."""
    still_open = case.closed is None and case.state is not CaseState.TAKEN_OVER
    end = now if still_open else proved_closed(case)
    return Window(
        open_for=Bounds(lower=surely_open(case, looks), upper=_most(case.open_after, end)),
        open_to_detected=Bounds(
            lower=_gap(case.first_open, case.detected), upper=_most(case.open_after, case.detected)
        ),
        detected_to_notified=_measured(case.detected, case.notified),
        detected_to_acknowledged=_measured(case.detected, case.acknowledged),
        detected_to_closed=_until_closed(case.detected, case),
        notified_to_closed=_until_closed(case.notified, case),
    )


def proved_closed(case: Case) -> datetime | None:
    """The time by which it was certainly not readable any more; None while open or closed by statement
    only."""
    return case.closed if case.state in (CaseState.CLOSED, CaseState.WITHDRAWN) else None


def _until_closed(start: datetime | None, case: Case) -> Bounds | None:
    if start is None or case.closed is None:
        return None
    return Bounds(lower=_gap(start, case.last_open), upper=_most(start, proved_closed(case)))


def _measured(start: datetime, end: datetime | None) -> Bounds | None:
    return None if end is None else Bounds(lower=_gap(start, end), upper=_gap(start, end))


def _most(start: datetime | None, end: datetime | None) -> timedelta | None:
    return None if start is None or end is None else _gap(start, end)


def _gap(start: datetime, end: datetime) -> timedelta:
    """Never negative: clocks of two vantages may differ a little."""
    return max(end - start, NOTHING)
