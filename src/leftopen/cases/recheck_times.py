"""When a known case is to be checked again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from leftopen.cases.closure_rules import LIVE, ClosureRules, conclude
from leftopen.model.case import Case, CaseState
from leftopen.model.closure import CheckObservation
from leftopen.model.verdict import State

USUAL = timedelta(hours=6)
AFTER_CLOSURE = (timedelta(hours=1), timedelta(hours=24), timedelta(days=7), timedelta(days=30))
"""What opens again after a closure is found soon; later, scans find it."""
_NOT_CLOSED = LIVE | {CaseState.SILENT, CaseState.ACCEPTED}
_CLOSED = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.SAID_CLOSED})


def next_check(case: Case, looks: Sequence[CheckObservation], now: datetime) -> datetime | None:
    """When another check is due, perhaps in the past; None: never. `looks` are all its checks, oldest
    first."""
    if case.state not in _CLOSED | _NOT_CLOSED:
        return None
    last = looks[-1].at if looks else None
    if last is not None and last > now:
        # It was made while the clock was wrong: the next one has the right time.
        return now
    if case.state in _CLOSED and case.closed is not None:
        if case.closed > now:
            return (last or now) + USUAL
        closed = case.closed
        times = (closed + after for after in AFTER_CLOSURE)
        return next((at for at in times if last is None or at > last), None)
    opened = case.last_open if case.last_open <= now else last or now
    usual = max(opened, last or opened) + USUAL
    if not looks or looks[-1].state is State.OPEN:
        return usual
    return _next_round(case, looks, now) or usual


def _next_round(case: Case, looks: Sequence[CheckObservation], now: datetime) -> datetime | None:
    """Rounds that count towards a closure are near together. None where another one adds nothing."""
    rules = ClosureRules()
    wanted = conclude(case, looks, now, rules)
    after = wanted.next_look
    if not wanted.rounds or after is None:
        return None
    # All rounds are there, over the time that they must cover: only a second vantage can add something, and
    # a host that is silent for ever would be asked, and noted, every few minutes for ever.
    if wanted.rounds >= wanted.needed and after <= max(now, looks[-1].at + rules.spacing):
        return None
    return after
