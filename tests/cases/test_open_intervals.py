"""When a case was surely open, and when possibly."""

from __future__ import annotations

from datetime import datetime, timedelta

from leftopen.cases.open_intervals import stretches, surely_open
from leftopen.cases.window import window
from leftopen.model.case import Case, CaseState
from leftopen.model.closure import CheckObservation
from leftopen.model.verdict import Phase, Reason, State
from tests.cases.made_up import START, a_case, a_look, minute


def opened(at: float, identity: str = "") -> CheckObservation:
    return a_look(at, State.OPEN, Reason.DATA_READABLE, identity=identity)


def refused(at: float) -> CheckObservation:
    return a_look(at, State.UNKNOWN, Reason.REFUSED, Phase.CONNECT)


def drawn(case: Case, looks: list[CheckObservation], end: float) -> list[tuple[float, float, bool]]:
    def minutes(at: datetime) -> float:
        return (at - START).total_seconds() / 60

    return [(minutes(one.begin), minutes(one.end), one.sure) for one in stretches(case, looks, minute(end))]


def test_the_time_around_a_look_that_was_refused_is_not_surely_open() -> None:
    case = a_case(last_open=minute(60))
    looks = [opened(0), opened(10), refused(20), opened(50), opened(60)]
    assert surely_open(case, looks) == timedelta(minutes=20)
    assert window(case, minute(70), looks).open_for.lower == timedelta(minutes=20)
    assert drawn(case, looks, 70) == [(0, 10, True), (10, 50, False), (50, 60, True), (60, 70, False)]


def test_between_two_refusals_it_was_not_seen_open_at_all() -> None:
    case = a_case(last_open=minute(60))
    looks = [opened(0), refused(20), refused(40), opened(60)]
    assert drawn(case, looks, 60) == [(0, 20, False), (40, 60, False)]
    assert surely_open(case, looks) == timedelta(0)


def test_silence_and_another_server_interrupt_it_and_what_could_not_look_does_not() -> None:
    case = a_case(last_open=minute(60))
    silent = a_look(30, State.UNKNOWN, Reason.TIMEOUT, Phase.CONNECT)
    blind = a_look(30, State.UNKNOWN, Reason.BUDGET_SPENT, Phase.GATE)
    assert surely_open(case, [opened(0), silent, opened(60)]) == timedelta(0)
    assert drawn(case, [opened(0), silent, opened(60)], 60) == [(0, 60, False)]
    assert surely_open(case, [opened(0), opened(30, identity="tls-key:two"), opened(60)]) == timedelta(0)
    assert surely_open(case, [opened(0), blind, opened(60)]) == timedelta(hours=1)


def test_what_is_known_from_before_the_first_check_counts() -> None:
    """A case that continues an earlier one has its times, and not its checks."""
    case = a_case(first_open=minute(-30), open_after=minute(-50), last_open=minute(10))
    assert drawn(case, [opened(0), opened(10)], 15) == [(-50, -30, False), (-30, 10, True), (10, 15, False)]


def test_a_closed_case_ends_with_the_look_that_closed_it() -> None:
    closed = a_look(30, State.CLOSED, Reason.PASSWORD_ASKED)
    case = a_case(CaseState.CLOSED, closed=minute(31))
    assert drawn(case, [opened(0), closed], 99) == [(0, 30, False)]
    answer = a_case(CaseState.SAID_CLOSED, closed=minute(31))
    assert drawn(answer, [opened(0)], 99) == [(0, 31, False)]
