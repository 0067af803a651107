"""When a known case is due: soon while it may be closing, and at four times after its closure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.cases.recheck_times import AFTER_CLOSURE, USUAL, next_check
from leftopen.model.case import CaseState
from leftopen.model.verdict import Phase, Reason, State
from tests.cases.made_up import START, a_case, a_look, minute

OPEN = a_look(5, State.OPEN, Reason.DATA_READABLE)
REFUSED = a_look(5, State.UNKNOWN, Reason.REFUSED, Phase.CONNECT, control="tcp 192.0.2.9:22")
WITHOUT = replace(REFUSED, control="")


def test_what_is_open_is_due_at_the_usual_interval_after_its_last_check() -> None:
    case = replace(a_case(), last_open=minute(5))
    assert next_check(case, [OPEN], minute(6)) == minute(5) + USUAL
    assert next_check(a_case(), [], minute(6)) == START + USUAL


def test_rounds_that_count_towards_a_closure_are_near_together() -> None:
    assert next_check(a_case(), [REFUSED], minute(6)) == minute(15)
    assert next_check(a_case(), [WITHOUT], minute(6)) == minute(5) + USUAL, "nothing counts"


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.SILENT])
def test_a_host_that_is_silent_for_ever_is_asked_at_the_usual_interval(state: CaseState) -> None:
    quiet = a_look(0, State.UNKNOWN, Reason.TIMEOUT, Phase.CONNECT, control="tcp 192.0.2.9:22")
    looks = [replace(quiet, at=minute(n)) for n in (0, 10)]
    assert next_check(a_case(state), looks, minute(11)) == minute(30), "the third round, after half an hour"
    looks.append(replace(quiet, at=minute(30)))
    assert next_check(a_case(state), looks, minute(31)) == minute(30) + USUAL, "it has one vantage only"


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.SAID_CLOSED])
def test_after_a_closure_it_is_checked_four_times(state: CaseState) -> None:
    case = replace(a_case(state), closed=START)
    looks = [a_look(0, State.CLOSED, Reason.PASSWORD_ASKED)]
    for after in AFTER_CLOSURE:
        assert next_check(case, looks, START + timedelta(days=300)) == START + after
        looks.append(replace(looks[0], at=START + after + timedelta(minutes=1)))
    assert next_check(case, looks, START + timedelta(days=300)) is None


def test_a_look_in_between_does_not_move_the_times() -> None:
    case = replace(a_case(CaseState.CLOSED), closed=START)
    between = replace(a_look(0, State.CLOSED, Reason.PASSWORD_ASKED), at=START + timedelta(hours=3))
    now = START + timedelta(hours=4)
    assert next_check(case, [between], now) == START + timedelta(hours=24)
    assert next_check(case, [replace(between, at=now + timedelta(days=365))], now) == now


def test_what_is_dated_in_the_future_holds_up_no_check() -> None:
    """The clock was a year ahead; it is right again."""
    year, now = START + timedelta(days=365), minute(6)
    assert next_check(replace(a_case(), last_open=year), [OPEN], now) == minute(5) + USUAL
    assert next_check(a_case(), [replace(OPEN, at=year)], now) == now
    closed = replace(a_case(CaseState.CLOSED), closed=year)
    assert next_check(closed, [OPEN], now) == minute(5) + USUAL
    assert next_check(closed, [], now) == now + USUAL


def test_a_look_of_a_wrong_clock_between_others_plans_nothing() -> None:
    """The clock was a year ahead for one round: the next one is when it would be without that one."""
    quiet = a_look(0, State.UNKNOWN, Reason.TIMEOUT, Phase.CONNECT, control="tcp 192.0.2.9:22")
    case, looks = a_case(CaseState.SILENT), [replace(quiet, at=minute(n)) for n in (0, 10, 525_600, 12)]
    right = [look for look in looks if look.at < minute(13)]
    assert len(right) == 3
    assert next_check(case, looks, minute(13)) == next_check(case, right, minute(13)) == minute(30)


@pytest.mark.parametrize("state", [CaseState.FALSE_POSITIVE, CaseState.TAKEN_OVER])
def test_what_a_person_settled_is_left_alone(state: CaseState) -> None:
    assert next_check(a_case(state), [OPEN], minute(6)) is None
