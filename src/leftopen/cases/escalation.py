"""When the next contact of a case is told: the waits of each severity, and what stops the clock.

Each wait begins when the last notice was sent: nothing counts while it waits here. Each step is another
contact, because the same message to the same place again does not help.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from leftopen.model.case import Case, CaseState
from leftopen.model.severity import Severity

MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WAITS: Mapping[Severity, tuple[timedelta, ...]] = {
    Severity.CRITICAL: (0 * DAYS, 30 * MINUTES, 1 * HOURS, 4 * HOURS, 8 * HOURS),
    Severity.HIGH: (0 * DAYS, 4 * HOURS, 24 * HOURS, 48 * HOURS, 72 * HOURS),
    Severity.MEDIUM: (0 * DAYS, 3 * DAYS, 7 * DAYS, 14 * DAYS, 30 * DAYS),
    Severity.LOW: (0 * DAYS, 7 * DAYS, 30 * DAYS),
    Severity.INFO: (0 * DAYS,),
}
"""After the first notice, by step; a further contact waits as long again as the last wait. What lies between
two of them is the wait after each notice."""
PATIENCE = 3 * DAYS
"""An acknowledgement without a day stops the clock so long."""
URGENT = frozenset({Severity.CRITICAL, Severity.HIGH})
"""These wait for no working hours."""
NO_HOURS: Mapping[str, datetime] = MappingProxyType({})
ESCALATED = frozenset({CaseState.OPEN, CaseState.NOTIFIED, CaseState.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAttempt:
    """One contact that a notice was written to. `at`: when it was sent, or written if it was not.
    `reached`: False when the message could not be delivered. `waits`: it was not sent yet, because something
    here holds it."""

    to: str
    at: datetime
    reached: bool = True
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """`to` is told at `due`. `because` is one clause for a person."""

    to: str
    due: datetime
    because: str


def next_step(
    case: Case,
    contacts: tuple[str, ...],
    attempts: tuple[ContactAttempt, ...],
    answered: datetime | None = None,
    closed: Mapping[str, datetime] = NO_HOURS,
    *,
    now: datetime,
) -> NextStep | None:
    """Who is told next, and when; None when nobody is left, while a notice waits, or when the case needs
    none.

    `contacts` in their order; `attempts` since the case was last opened, oldest first; `answered`: the newest
    acknowledgement since then, None: the first of the case. `closed`: when those contacts are at work next
    who are not now. What is urgent passes them over while somebody is there, and waits for nobody; anything
    else waits for them. What is dated after `now` happened while the clock was wrong: it holds up nothing, or
    nobody would be told until that time.
    """
    if case.state not in ESCALATED or any(attempt.waits for attempt in attempts):
        return None
    notified = {attempt.to for attempt in attempts}
    left = [contact for contact in contacts if contact not in notified]
    if not left:
        return None
    to = next((one for one in left if one not in closed), left[0]) if case.severity in URGENT else left[0]
    step = _unanswered(case, to, attempts, now)
    if case.state is CaseState.ACKNOWLEDGED:
        step = _after_answer(case, step, answered, now)
    if case.severity in URGENT or to not in closed or closed[to] <= step.due:
        return step
    return replace(step, due=closed[to], because=f"{step.because}, and {to} is not at work before")


def _unanswered(case: Case, to: str, attempts: tuple[ContactAttempt, ...], now: datetime) -> NextStep:
    if not attempts:
        return NextStep(to=to, due=min(case.detected, now), because="no contact was notified yet")
    dated = [attempt for attempt in attempts if attempt.at <= now]
    if not dated:
        return NextStep(to=to, due=now, because="the clock was wrong when the other contacts were notified")
    last = dated[-1]
    if not last.reached:
        return NextStep(to=to, due=last.at, because=f"the notice to {last.to} could not be delivered")
    reached = len({attempt.to for attempt in attempts if attempt.reached})
    wait = _wait(case.severity, reached) - _wait(case.severity, reached - 1)
    return NextStep(to=to, due=last.at + wait, because="no answer so far")


def _wait(severity: Severity, step: int) -> timedelta:
    waits = WAITS[severity]
    if step < len(waits):
        return waits[step]
    return waits[-1] * (step - len(waits) + 2)


def _after_answer(case: Case, step: NextStep, answered: datetime | None, now: datetime) -> NextStep:
    """The clock stands until the day that the owner promised."""
    if case.promised is not None:
        because = "the owner promised to close it by then"
        return replace(step, due=max(step.due, case.promised), because=because)
    since = answered or case.acknowledged or case.detected
    until = since + PATIENCE if since <= now else now
    return replace(step, due=max(step.due, until), because="acknowledged, without a day")
