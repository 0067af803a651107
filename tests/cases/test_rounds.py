from __future__ import annotations

from datetime import timedelta

from leftopen.cases.rounds import never_reached, unbroken_rounds
from leftopen.model.closure import CheckObservation
from leftopen.model.verdict import Phase, Reason, State
from tests.cases.made_up import THERE, a_look

TEN = timedelta(minutes=10)


def quiet(at: float, control: str = "tcp", vantage: str = "office") -> CheckObservation:
    return a_look(at, State.UNKNOWN, Reason.TIMEOUT, Phase.CONNECT, control=control, vantage=vantage)


def is_quiet(look: CheckObservation) -> bool:
    return look.reason is Reason.TIMEOUT


def test_looks_closer_than_the_spacing_are_one_round_with_both_vantages() -> None:
    (first, second) = unbroken_rounds([quiet(0), quiet(9, vantage=THERE), quiet(10)], is_quiet, TEN)
    assert [look.vantage for look in first.looks] == ["office", THERE]
    assert len(second.looks) == 1


def test_a_drip_of_looks_still_makes_rounds() -> None:
    assert len(unbroken_rounds([quiet(n) for n in range(31)], is_quiet, TEN)) == 4


def test_without_a_control_a_look_neither_counts_nor_breaks_the_row() -> None:
    assert len(unbroken_rounds([quiet(0), quiet(10, ""), quiet(20)], is_quiet, TEN)) == 2


def test_another_answer_breaks_the_row() -> None:
    other = a_look(10, State.CLOSED, Reason.FORBIDDEN)
    assert len(unbroken_rounds([quiet(0), other, quiet(20)], is_quiet, TEN)) == 1
    assert unbroken_rounds([quiet(0), other], is_quiet, TEN) == ()


def test_a_look_that_never_left_the_gate_says_nothing() -> None:
    gate = a_look(10, State.UNKNOWN, Reason.OUT_OF_SCOPE, Phase.GATE)
    assert never_reached(gate)
    assert len(unbroken_rounds([quiet(0), gate, quiet(20)], is_quiet, TEN)) == 2
