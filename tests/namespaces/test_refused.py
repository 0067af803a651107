"""A connection refused: three rounds with a control close, and without a control nothing does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leftopen.model.case import CaseState
from leftopen.model.closure import ClosureOutcome
from leftopen.model.verdict import Phase, Reason
from tests.namespaces.conftest import Serve
from tests.namespaces.eyes import Eyes
from tests.servers.namespaces import Net
from tests.servers.programs import python_http
from tests.servers.real import RealServer, Spot

pytestmark = pytest.mark.netns

Place = Callable[[RealServer], Spot]


def test_a_stopped_server_is_closed_after_three_rounds_with_a_control(
    serve: Serve, place: Place, eyes: Eyes
) -> None:
    running, other = (
        serve(python_http.server, place(python_http.server), mode) for mode in ("open", "index")
    )
    eyes.scan(running.port, other.port)
    case = eyes.the_case(running.port)
    running.stop()
    for rounds in (1, 2):
        verified = eyes.look(case)
        assert verified.judged.verdict.reason is Reason.REFUSED
        assert verified.judged.verdict.phase is Phase.CONNECT
        assert verified.control == f"tcp 10.77.9.9:{other.port}"
        assert verified.closure.step is ClosureOutcome.STAYS
        assert verified.closure.rounds == rounds
        assert verified.case.state is CaseState.OPEN
        # A look that comes too soon after belongs to the same round.
        assert eyes.look(case).closure.rounds == rounds
        eyes.clock.forward(11)
    last = eyes.look(case)
    assert last.closure.step is ClosureOutcome.CLOSED
    assert last.closure.rounds == 3
    assert eyes.the_case(running.port).state is CaseState.CLOSED
    assert eyes.chain() == ""


def test_a_stopped_server_without_any_control_is_never_closed(serve: Serve, place: Place, eyes: Eyes) -> None:
    running = serve(python_http.server, place(python_http.server), "open")
    eyes.scan(running.port)
    case = eyes.the_case(running.port)
    running.stop()
    for vantage in ("a", "b") * 2:
        verified = eyes.look(case, vantage)
        assert verified.judged.verdict.reason is Reason.REFUSED
        assert verified.control == ""
        assert verified.closure.rounds == 0
        eyes.clock.forward(20)
    assert eyes.the_case(running.port).state is CaseState.OPEN


def test_one_refusal_and_then_the_same_server_again_is_open(
    serve: Serve, place: Place, eyes: Eyes, net: Net
) -> None:
    spot = place(python_http.server)
    running, other = (
        serve(python_http.server, spot, "open"),
        serve(python_http.server, place(python_http.server), "index"),
    )
    eyes.scan(running.port, other.port)
    case = eyes.the_case(running.port)
    running.stop()
    assert eyes.look(case).closure.rounds == 1
    eyes.clock.forward(11)
    serve(python_http.server, spot, "open")
    assert eyes.look(case).closure.step is ClosureOutcome.STAYS
    assert eyes.the_case(running.port).state is CaseState.OPEN
