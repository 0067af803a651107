"""What speaks against a closure that the newest check alone would give. Pure.

| doubt | until |
| --- | --- |
| another vantage saw it open, and has not checked since | a check from there is closed too, or 30 days |
| something else of the same server is open now, and was not before | that is closed |
| it is flapping: closed and opened again within a day | it stayed closed over three rounds |
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from leftopen.cases.rounds import Round, unbroken_rounds
from leftopen.model.closure import CheckObservation, Closure, ClosureOutcome
from leftopen.model.verdict import Reason, State

FLAPPING = timedelta(hours=24)
STALE = timedelta(days=30)


def against(
    looks: Sequence[CheckObservation], now: datetime, *, rounds: int, spacing: timedelta
) -> Closure | None:
    """Why the case is not closed, though the newest of these checks alone would close it; None when nothing
    speaks against it. `looks` are of one server, oldest first, never empty."""
    last, again = looks[-1], max(now, looks[-1].at + spacing)
    if last.beside:
        because = f"refused here, but {last.beside}"
        return Closure(step=ClosureOutcome.STAYS, because=because, next_look=again)
    if vantage := open_elsewhere(looks, now):
        because = f"refused from {last.vantage}, but last seen open from {vantage}; check it from there"
        return Closure(step=ClosureOutcome.STAYS, because=because, next_look=again)
    times, quiet = turns(looks, now), calm(looks, spacing)
    if not times or last.state is not State.CLOSED or len(quiet) >= rounds:
        return None
    often = "once" if times == 1 else f"{times} times"
    because = f"flapping: opened again {often} within a day; {len(quiet)} of {rounds} closed rounds so far"
    after = max(now, quiet[-1].at + spacing) if quiet else again
    return Closure(
        step=ClosureOutcome.STAYS, because=because, rounds=len(quiet), needed=rounds, next_look=after
    )


def open_elsewhere(looks: Sequence[CheckObservation], now: datetime) -> str:
    """The vantage, other than that of the newest look, whose own newest look is open; '' for none. What it
    saw long ago does not count: that vantage may no longer exist."""
    newest = {look.vantage: look for look in looks if tells(look) and now - look.at < STALE}
    here = looks[-1].vantage
    return next((name for name, look in newest.items() if name != here and look.state is State.OPEN), "")


def tells(look: CheckObservation) -> bool:
    """Open, closed, or refused: not what merely gave no answer."""
    refused = look.reason in (Reason.REFUSED, Reason.DENIED_EVERYWHERE)
    return look.state is not State.UNKNOWN or refused


def turns(looks: Sequence[CheckObservation], now: datetime) -> int:
    """How often it was closed and opened again within the last day."""
    known = [look for look in looks if look.state is not State.UNKNOWN]
    return sum(
        before.state is State.CLOSED and after.state is State.OPEN and now - after.at < FLAPPING
        for before, after in pairwise(known)
    )


def calm(looks: Sequence[CheckObservation], spacing: timedelta) -> tuple[Round, ...]:
    """The rounds since it was last open, in which the server itself refused."""
    return unbroken_rounds(looks, lambda look: look.state is State.CLOSED, spacing, control=False)
