"""Silence: what a dropped packet may be taken for, and what never."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leftopen.model.case import Case, CaseState
from leftopen.model.closure import ClosureOutcome
from leftopen.model.verdict import Phase, Reason, State
from leftopen.service.scanning.verify import RecheckResult
from tests.namespaces.conftest import Serve
from tests.namespaces.eyes import Eyes
from tests.namespaces.walls import drop_port
from tests.servers.namespaces import Net
from tests.servers.programs import python_http
from tests.servers.real import RealServer, Spot
from tests.tier import tier

pytestmark = pytest.mark.netns

Place = Callable[[RealServer], Spot]


@pytest.fixture
def case(serve: Serve, place: Place, eyes: Eyes) -> Case:
    """A listing that stands open; a second port of the same host answers too, and is the control."""
    open_one, other = (
        serve(python_http.server, place(python_http.server), mode) for mode in ("open", "index")
    )
    lines = eyes.scan(open_one.port, other.port)
    assert [line["port"] for line in lines if line["type"] == "finding"] == [open_one.port]
    return eyes.the_case(open_one.port)


def silent(verified: RecheckResult) -> bool:
    verdict = verified.judged.verdict
    return (verdict.state, verdict.reason, verdict.phase) == (State.UNKNOWN, Reason.TIMEOUT, Phase.CONNECT)


def test_one_timeout_leaves_the_case_open(case: Case, eyes: Eyes, net: Net) -> None:
    drop_port(net.target, case.port)
    verified = eyes.look(case)
    assert silent(verified)
    assert verified.control.startswith("tcp 10.77.9.9:")
    assert verified.closure.step is ClosureOutcome.STAYS
    assert eyes.the_case(case.port).state is CaseState.OPEN


def test_dropped_for_everyone_is_withdrawn_only_after_the_rounds_and_a_second_vantage(
    case: Case, eyes: Eyes, net: Net
) -> None:
    drop_port(net.target, case.port)
    states = []
    for _ in range(5):
        verified = eyes.look(case)
        assert silent(verified)
        assert verified.control
        states.append(verified.case.state)
        eyes.clock.forward(11)
    # Three quarters of an hour and five rounds from one vantage: off the list, and never more than silent.
    assert states == [CaseState.OPEN, *[CaseState.SILENT] * 4]
    assert verified.case.closed is None
    assert "second vantage" in verified.closure.because
    last = eyes.look(case, "b")
    assert silent(last)
    assert last.control
    assert last.closure.step is ClosureOutcome.WITHDRAWN
    assert last.case.state is CaseState.WITHDRAWN
    assert eyes.chain() == ""


@pytest.mark.full
def test_two_vantages_do_not_shorten_the_half_hour(case: Case, eyes: Eyes, net: Net) -> None:
    drop_port(net.target, case.port)
    for vantage in ("a", "b", "a", "b", "a"):
        verified = eyes.look(case, vantage)
        eyes.clock.forward(5)
    assert verified.closure.rounds == 3
    assert verified.case.state is CaseState.SILENT
    eyes.clock.forward(10)
    assert eyes.look(case, "b").case.state is CaseState.WITHDRAWN


@pytest.mark.full
def test_a_withdrawn_case_that_answers_again_is_open_again(case: Case, eyes: Eyes, net: Net) -> None:
    drop_port(net.target, case.port)
    for vantage in ("a", "b", "a", "b"):
        eyes.look(case, vantage)
        eyes.clock.forward(11)
    assert eyes.the_case(case.port).state is CaseState.WITHDRAWN
    net.allow()
    verified = eyes.look(case)
    assert verified.judged.verdict.state is State.OPEN
    assert verified.closure.step is ClosureOutcome.REOPENED
    assert eyes.the_case(case.port).state is CaseState.OPEN


def test_dropped_for_our_source_only_never_closes_and_the_other_vantage_sees_it_open(
    case: Case, eyes: Eyes, net: Net
) -> None:
    drop_port(net.target, case.port, net.scanner.address)
    for _ in range(3):
        verified = eyes.look(case)
        assert silent(verified)
        assert verified.control
        assert verified.case.closed is None
        eyes.clock.forward(11)
    assert verified.case.state is CaseState.SILENT
    seen = eyes.look(case, "b")
    assert seen.judged.verdict.state is State.OPEN
    assert seen.closure.step is ClosureOutcome.REOPENED
    assert eyes.the_case(case.port).state is CaseState.OPEN
    # A silence from `a` after that begins its counting anew.
    assert eyes.look(case).case.state is CaseState.OPEN


def test_a_host_that_answers_nothing_has_no_control_and_its_case_does_not_move(
    case: Case, eyes: Eyes, net: Net
) -> None:
    net.drop()
    for vantage in ("a", "b") * tier(1, 2):
        verified = eyes.look(case, vantage)
        assert silent(verified)
        assert verified.control == ""
        assert verified.closure.rounds == 0
        eyes.clock.forward(11)
    assert eyes.the_case(case.port).state is CaseState.OPEN
