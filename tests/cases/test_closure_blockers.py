"""What holds a closure back: another vantage, another place, and flapping."""

from __future__ import annotations

import pytest

from leftopen.cases.closure_blockers import open_elsewhere, turns
from leftopen.cases.closure_rules import conclude
from leftopen.model.case import CaseState
from leftopen.model.closure import CheckObservation, ClosureOutcome
from leftopen.model.verdict import Phase, Reason, State
from tests.cases.made_up import THERE, a_case, a_look, minute
from tests.cases.test_closure_rules import opened, password, refused, silent

DAY = 24 * 60


def denied(at: float, **kw: str) -> CheckObservation:
    return a_look(at, State.UNKNOWN, Reason.DENIED_EVERYWHERE, Phase.JUDGE, **kw)


def step(*looks: CheckObservation, state: CaseState = CaseState.OPEN) -> ClosureOutcome:
    return conclude(a_case(state), looks, looks[-1].at).step


def test_what_is_open_from_elsewhere_is_not_closed_from_here() -> None:
    assert step(opened(0, vantage=THERE), password(5)) is ClosureOutcome.STAYS
    assert step(opened(0, vantage=THERE), password(5, vantage=THERE), password(6)) is ClosureOutcome.CLOSED
    assert step(opened(0, vantage=THERE), *(refused(n * 10) for n in range(1, 4))) is ClosureOutcome.STAYS
    there = [refused(n * 10, vantage=THERE) for n in range(1, 4)]
    assert step(opened(0, vantage=THERE), *there, refused(40)) is ClosureOutcome.CLOSED


def test_what_says_nothing_leaves_the_other_vantage_as_it_was() -> None:
    looks = [opened(0, vantage=THERE), silent(5, vantage=THERE), password(6)]
    assert open_elsewhere(looks, minute(7)) == THERE
    assert open_elsewhere([opened(0, vantage=THERE), opened(1)], minute(7)) == THERE
    assert open_elsewhere([opened(0), password(1)], minute(7)) == ""


def test_a_vantage_that_was_not_used_for_a_month_holds_nothing_back() -> None:
    """Perhaps it does not exist any more, or has another name now."""
    assert step(opened(0, vantage=THERE), password(29 * DAY)) is ClosureOutcome.STAYS
    assert step(opened(0, vantage=THERE), password(31 * DAY)) is ClosureOutcome.CLOSED


def test_what_else_is_open_is_said() -> None:
    closure = conclude(a_case(), [password(1, beside="the same server shows it at 192.0.2.8")], minute(1))
    assert closure.step is ClosureOutcome.STAYS
    assert closure.because == "refused here, but the same server shows it at 192.0.2.8"


def test_flapping_needs_three_calm_rounds_and_ends_after_a_day() -> None:
    turn = [opened(0), password(1), opened(2)]
    assert turns(turn, minute(3)) == 1
    assert step(*turn, password(3)) is ClosureOutcome.STAYS
    assert step(*turn, password(3), password(4), password(5)) is ClosureOutcome.STAYS, "one round"
    assert step(*turn, password(3), password(13), password(23)) is ClosureOutcome.CLOSED
    assert step(*turn, password(3), opened(8), password(13), password(23)) is ClosureOutcome.STAYS
    assert step(*turn, opened(DAY + 3), password(DAY + 4)) is ClosureOutcome.CLOSED


@pytest.mark.parametrize(
    ("looks", "outcome"),
    [
        ([denied(n * 10) for n in range(9)], ClosureOutcome.STAYS),
        ([denied(0), denied(1, vantage=THERE), denied(10), denied(20)], ClosureOutcome.STAYS),
        ([denied(0), denied(1, vantage=THERE), denied(10), denied(30)], ClosureOutcome.CLOSED),
        ([denied(0), denied(1, vantage=THERE), opened(10), denied(30)], ClosureOutcome.STAYS),
    ],
)
def test_every_page_denied_needs_two_vantages(looks: list[CheckObservation], outcome: ClosureOutcome) -> None:
    assert step(*looks) is outcome
