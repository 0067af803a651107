"""Clocks that were wrong, and are set right in the middle of a case."""

from __future__ import annotations

from datetime import timedelta

from leftopen.cases.closure_rules import conclude
from leftopen.model.case import CaseState
from leftopen.model.closure import ClosureOutcome
from leftopen.model.verdict import Reason, State
from tests.cases.made_up import a_case, a_look, minute

OPEN = (State.OPEN, Reason.DATA_READABLE)
SHUT = (State.CLOSED, Reason.PASSWORD_ASKED)
YEAR = 525_600.0


def test_a_closure_dated_next_year_does_not_outlast_what_is_open_now() -> None:
    case = a_case(CaseState.CLOSED, closed=minute(YEAR))
    looks = [a_look(0, *OPEN), a_look(YEAR, *SHUT), a_look(60, *OPEN)]
    assert conclude(case, looks, minute(60)).step is ClosureOutcome.REOPENED


def test_a_password_asked_for_closes_also_after_a_look_dated_next_year() -> None:
    looks = [a_look(YEAR, *OPEN), a_look(60, *SHUT)]
    assert conclude(a_case(), looks, minute(60)).step is ClosureOutcome.CLOSED


def test_an_older_look_that_is_recorded_late_reopens_nothing() -> None:
    """Two scanners at once, both clocks right."""
    case = a_case(CaseState.CLOSED, closed=minute(5))
    looks = [a_look(0, *OPEN), a_look(5, *SHUT), a_look(4, *OPEN)]
    assert conclude(case, looks, minute(5) + timedelta(seconds=1)).step is ClosureOutcome.STAYS
