"""How many were open at each time, and how long a closure took."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leftopen.cases.trend import Move, days_until, open_over_time, time_to_close
from leftopen.model.case import Case, CaseEventKind, CaseState
from tests.cases.made_up import START, a_case, minute

K = CaseEventKind
GROUPS = {"a": "a", "b": "a", "c": "c"}


def counted(*moves: tuple[str, CaseEventKind, float]) -> list[int]:
    """At the minutes 0, 10, 20 and 30."""
    listed: list[Move] = [(case, kind, minute(at)) for case, kind, at in moves]
    return open_over_time(listed, GROUPS, [minute(at) for at in (0, 10, 20, 30)])


@pytest.mark.parametrize(
    ("moves", "counts"),
    [
        ((), [0, 0, 0, 0]),
        ((("a", K.DETECTED, 5),), [0, 1, 1, 1]),
        ((("a", K.DETECTED, 0), ("c", K.DETECTED, 10)), [1, 2, 2, 2]),
        ((("a", K.DETECTED, 0), ("a", K.CLOSED, 15), ("a", K.REOPENED, 25)), [1, 1, 0, 1]),
        ((("a", K.DETECTED, 0), ("a", K.NOTIFIED, 5), ("a", K.ACCEPTED, 15)), [1, 1, 0, 0]),
        (
            (("a", K.DETECTED, 0), ("b", K.DETECTED, 5), ("a", K.CLOSED, 15), ("b", K.CLOSED, 25)),
            [1, 1, 1, 0],
        ),
        ((("hidden", K.DETECTED, 0),), [0, 0, 0, 0]),
        ((("a", K.DETECTED, 40),), [0, 0, 0, 0]),
        ((("a", K.DETECTED, 25), ("c", K.DETECTED, 5)), [0, 1, 1, 2]),
        ((("a", K.DETECTED, 15), ("a", K.CLOSED, 5), ("c", K.DETECTED, 0)), [1, 1, 1, 1]),
    ],
    ids=[
        "none",
        "detected",
        "two",
        "reopened",
        "accepted",
        "a group is one",
        "hidden",
        "later",
        "late",
        "clock",
    ],
)
def test_open_at_each_time(moves: tuple[tuple[str, CaseEventKind, float], ...], counts: list[int]) -> None:
    assert counted(*moves) == counts


def test_the_median_of_what_was_proved_closed_since() -> None:
    def closed(hours: int, state: CaseState = CaseState.CLOSED) -> Case:
        return a_case(state, closed=START + timedelta(hours=hours))

    cases = [closed(1), closed(5), closed(3), closed(90, CaseState.SAID_CLOSED), a_case()]
    assert time_to_close(cases, START) == timedelta(hours=3)
    assert time_to_close(cases, START + timedelta(hours=4)) == timedelta(hours=5)
    assert time_to_close([a_case()], START) is None


def test_the_days_end_now() -> None:
    assert days_until(START, 3) == [START - timedelta(days=2), START - timedelta(days=1), START]
