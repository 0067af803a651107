"""Another server at the same address and port: a case of its own, and the old one untouched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from leftopen.model.case import Case, CaseState
from leftopen.model.closure import ClosureOutcome
from leftopen.model.verdict import Reason, State
from tests.namespaces.conftest import Serve
from tests.namespaces.eyes import Eyes
from tests.servers.programs import nginx_tls
from tests.servers.real import RealServer, Running, Spot

pytestmark = pytest.mark.netns

Place = Callable[[RealServer], Spot]


@pytest.fixture
def first(serve: Serve, place: Place) -> Running:
    return serve(nginx_tls.server, place(nginx_tls.server), "open")


@pytest.fixture
def case(first: Running, eyes: Eyes) -> Case:
    eyes.scan(first.port)
    case = eyes.the_case(first.port)
    assert case.identity
    return case


def followed_by(serve: Serve, place: Place, first: Running, mode: str) -> None:
    """The port passes to another spot, which has a key of its own."""
    first.stop()
    serve(nginx_tls.server, replace(place(nginx_tls.server), ports=(first.port,)), mode)


def test_another_key_that_is_open_is_a_linked_case_and_the_old_one_is_untouched(
    first: Running, case: Case, serve: Serve, place: Place, eyes: Eyes
) -> None:
    followed_by(serve, place, first, "open")
    eyes.clock.forward(11)
    verified = eyes.look(case)
    assert verified.judged.verdict.state is State.OPEN
    assert verified.closure.step is ClosureOutcome.OTHER
    assert verified.linked is not None
    old, new = (next(one for one in eyes.cases() if one.id == id) for id in (case.id, verified.linked.id))
    assert (old.state, old.last_open) == (CaseState.OPEN, case.last_open)
    assert (new.state, new.identity != old.identity) == (CaseState.OPEN, True)
    assert new.linked == (old.id,)
    assert old.linked in ((), (new.id,))
    assert eyes.chain() == ""


def test_another_key_that_asks_for_a_password_closes_nothing(
    first: Running, case: Case, serve: Serve, place: Place, eyes: Eyes
) -> None:
    followed_by(serve, place, first, "password")
    for _ in range(3):
        eyes.clock.forward(11)
        verified = eyes.look(case)
        assert verified.judged.verdict.reason is Reason.PASSWORD_ASKED
        assert verified.closure.step is ClosureOutcome.OTHER
        assert verified.linked is None
    assert [one.state for one in eyes.cases()] == [CaseState.OPEN]


def test_a_scan_that_meets_another_key_opens_a_linked_case_too(
    first: Running, case: Case, serve: Serve, place: Place, eyes: Eyes
) -> None:
    followed_by(serve, place, first, "open")
    eyes.clock.forward(11)
    eyes.scan(first.port)
    old = next(one for one in eyes.cases() if one.id == case.id)
    (new,) = [one for one in eyes.cases() if one.id != case.id]
    assert (old.state, old.last_open) == (CaseState.OPEN, case.last_open)
    assert new.linked == (old.id,)


def test_a_scan_that_meets_another_key_behind_a_password_leaves_the_case_open(
    first: Running, case: Case, serve: Serve, place: Place, eyes: Eyes
) -> None:
    followed_by(serve, place, first, "password")
    eyes.clock.forward(11)
    eyes.scan(first.port)
    assert [(one.id, one.state) for one in eyes.cases()] == [(case.id, CaseState.OPEN)]


def test_the_same_key_that_asks_for_a_password_closes_the_case(
    serve: Serve, place: Place, eyes: Eyes
) -> None:
    """Or the tests above could not tell a careful program from one that never closes anything."""
    spot = place(nginx_tls.server)
    running = serve(nginx_tls.server, spot, "open")
    eyes.scan(running.port)
    case = eyes.the_case(running.port)
    running.stop()
    serve(nginx_tls.server, spot, "password")
    verified = eyes.look(case)
    assert verified.closure.step is ClosureOutcome.CLOSED
    assert eyes.the_case(running.port).state is CaseState.CLOSED
