"""Counts observations as rounds: unbroken, each with a positive control, far enough apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leftopen.model.closure import CheckObservation
from leftopen.model.verdict import Phase, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The observations of one round, from any number of vantages; `at` is the time of its first."""

    at: datetime
    looks: tuple[CheckObservation, ...]


def unbroken_rounds(
    looks: Sequence[CheckObservation],
    same: Callable[[CheckObservation], bool],
    spacing: timedelta,
    *,
    control: bool = True,
) -> tuple[Round, ...]:
    """The rounds of the unbroken tail of `looks` (oldest first) that are all `same`. `control` False: the
    response of the server is its own control.

    An observation without a control neither counts nor breaks the sequence; nor does one that never reached
    the target. Any other observation breaks it. A round that is later than what was recorded after it had a
    wrong time: it does not count, or the next one would wait until then.
    """
    rounds: list[Round] = []
    for look in _tail(looks, same, control):
        while rounds and rounds[-1].at > look.at:
            rounds.pop()
        if rounds and look.at - rounds[-1].at < spacing:
            rounds[-1] = replace(rounds[-1], looks=(*rounds[-1].looks, look))
        else:
            rounds.append(Round(at=look.at, looks=(look,)))
    return tuple(rounds)


def never_reached(look: CheckObservation) -> bool:
    """Did it end before a packet could be answered, so that it says nothing about the target?"""
    return look.phase is Phase.GATE or (look.reason is Reason.STOPPED and look.phase is Phase.CONNECT)


def _tail(
    looks: Sequence[CheckObservation], same: Callable[[CheckObservation], bool], control: bool
) -> list[CheckObservation]:
    tail: list[CheckObservation] = []
    for look in reversed(looks):
        if same(look):
            tail.append(look)
        elif not never_reached(look):
            break
    return [look for look in reversed(tail) if look.control or not control]
