from __future__ import annotations

from datetime import timedelta

from leftopen.cases.window import Bounds, window
from leftopen.model.case import CaseState
from tests.cases.made_up import a_case, minute


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def exactly(number: float) -> Bounds:
    return Bounds(lower=minutes(number), upper=minutes(number))


FULL = a_case(
    CaseState.CLOSED,
    open_after=minute(-60),
    detected=minute(1),
    notified=minute(3),
    acknowledged=minute(5),
    last_open=minute(20),
    closed=minute(30),
)


def test_a_closed_case_has_every_figure_with_its_bounds() -> None:
    seen = window(FULL, minute(999), ())
    assert seen.open_for == Bounds(lower=minutes(20), upper=minutes(90))
    assert seen.open_to_detected == Bounds(lower=minutes(1), upper=minutes(61))
    assert seen.detected_to_notified == exactly(2)
    assert seen.detected_to_acknowledged == exactly(4)
    assert seen.detected_to_closed == Bounds(lower=minutes(19), upper=minutes(29))
    assert seen.notified_to_closed == Bounds(lower=minutes(17), upper=minutes(27))


def test_an_open_case_may_have_been_open_until_now() -> None:
    seen = window(a_case(open_after=minute(-60)), minute(5), ())
    assert seen.open_for == Bounds(lower=minutes(0), upper=minutes(65))
    assert seen.detected_to_notified is None
    assert seen.detected_to_closed is None


def test_never_looked_before_means_no_upper_bound() -> None:
    seen = window(a_case(), minute(5), ())
    assert seen.open_for.upper is None
    assert seen.open_to_detected == Bounds(lower=minutes(0), upper=None)


def test_a_word_gives_no_upper_bound() -> None:
    answer = a_case(CaseState.SAID_CLOSED, open_after=minute(-60), closed=minute(9))
    seen = window(answer, minute(50), ())
    assert seen.open_for.upper is None
    assert seen.detected_to_closed == Bounds(lower=minutes(0), upper=None)


def test_a_case_that_was_taken_over_has_no_upper_bound_because_another_case_tells_its_end() -> None:
    taken = a_case(CaseState.TAKEN_OVER, open_after=minute(-60), last_open=minute(9), continued_as="d" * 32)
    seen = window(taken, minute(50), ())
    assert seen.open_for == Bounds(lower=minutes(9), upper=None)
    assert seen.detected_to_closed is None


def test_clocks_that_differ_give_no_negative_time() -> None:
    assert window(a_case(detected=minute(-1)), minute(0), ()).open_to_detected.lower == minutes(0)
