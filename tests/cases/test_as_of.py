"""Cases as they were known at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leftopen.cases.as_of import cases_as_of
from leftopen.cases.state_machine import case_of
from leftopen.model.case import CaseState
from tests.cases.made_up import a_closed_chain, minute

EVENTS = a_closed_chain()


@pytest.mark.parametrize("count", range(1, len(EVENTS) + 1))
def test_it_is_the_fold_of_what_had_happened(count: int) -> None:
    at = EVENTS[count - 1].at
    known = [event for event in EVENTS if event.at <= at]
    assert cases_as_of(EVENTS, at) == [case_of(known)]


def test_before_its_first_event_there_is_no_case() -> None:
    assert cases_as_of(EVENTS, minute(-1)) == []
    [case] = cases_as_of(EVENTS, minute(10**6))
    assert case.state is CaseState.CLOSED


def test_an_event_behind_a_later_one_was_recorded_later() -> None:
    """The clock had been put back: the closure bears a time before the look that it followed."""
    *before, last = EVENTS
    back = [*before, replace(last, at=minute(0))]
    [case] = cases_as_of(back, before[-1].at - (before[-1].at - before[-2].at) / 2)
    assert case.state is CaseState.NOTIFIED
