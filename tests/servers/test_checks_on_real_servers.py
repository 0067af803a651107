"""Every check against its real servers: open says open, closed says closed, and nothing is changed there.

A relay between the product and each server writes down every byte; `wire` fails the test for anything but a
question. Simulators are in `test_checks_on_simulators`; the table at the end of the run counts both apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from leftopen.model.case import CaseState
from leftopen.model.verdict import State
from leftopen.service.cases import proofs
from leftopen.service.cases.verify import verify
from leftopen.service.workspace import Workspace
from tests.servers import browser
from tests.servers.book import MOST_READ, Seen, Wire
from tests.servers.every import SERVERS, marks_of
from tests.servers.judged import closings, listens, looked_at
from tests.servers.looking import case_at, looking_desk, scanned
from tests.servers.need import require
from tests.servers.programs import python_http, sendria
from tests.servers.real import RealServer, Spot, running

Place = Callable[[RealServer], Spot]


CLOSING = [
    pytest.param(server, mode, id=f"{server.name}-{mode}", marks=marks_of(server))
    for server in SERVERS
    if server.kind == "real"
    for mode in closings(server)
]
# The open mode is looked at together with the first closed one: each start of a server costs seconds.
ALONE = [
    pytest.param(server, mode, id=f"{server.name}-{mode}", marks=marks_of(server))
    for server in SERVERS
    if server.kind == "real"
    for mode in server.modes
    if mode not in closings(server) and not (closings(server) and mode == "open")
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with looking_desk(tmp_path_factory.mktemp("looking")) as opened_desk:
        yield opened_desk


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(("program", "mode"), ALONE)
def test_a_scan_says_what_it_is_and_judges_it_rightly(
    workspace: Workspace, program: RealServer, mode: str, place: Place, wire: Wire, seen: Seen
) -> None:
    require(program.missing())
    spot = place(program)
    with running(program, spot, mode) as server, wire.relay(server.port) as relay:
        looked_at(workspace, server, relay.port, program, mode, seen)
    assert not any(listens(port) for port in spot.ports)


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(("program", "mode"), CLOSING)
def test_the_same_check_says_closed_once_it_is_secured(
    workspace: Workspace, program: RealServer, mode: str, place: Place, wire: Wire, seen: Seen
) -> None:
    require(program.missing())
    spot = place(program)
    expected = program.modes[mode]
    assert expected is not None
    with wire.relay(spot.port) as relay:
        with running(program, spot, "open") as server:
            if mode == closings(program)[0]:
                looked_at(workspace, server, relay.port, program, "open", seen)
            else:
                scanned(workspace, relay.port)
            held = server.digest()
        assert not any(listens(port) for port in spot.ports)
        case = case_at(workspace, program.check, relay.port)
        assert case.state is CaseState.OPEN
        with running(program, spot, mode) as server:
            before = server.digest()
            if program.keeps and mode == "closed":
                assert before == held, "its data does not outlive a restart"
            verified = asyncio.run(verify(workspace, case.id))
            assert server.digest() == before
            looked_at(workspace, server, relay.port, program, mode, seen)
    verdict = verified.judged.verdict
    assert (verdict.state, verdict.reason) == (State.CLOSED, expected.reason)
    assert verified.case.state is CaseState.CLOSED
    seen.record(program.check, program.name, kind=program.kind, state="closed")
    answer = proofs.check(proofs.make(workspace, case.id), None)
    assert answer.standing == "intact"


@pytest.mark.real
def test_a_page_put_before_a_listing_closes_nothing(workspace: Workspace, place: Place) -> None:
    """The folders below it may still be listed, and nobody has looked there."""
    spot = place(python_http.server)
    with running(python_http.server, spot, "open"):
        scanned(workspace, spot.port)
        case = case_at(workspace, "directory_listing_open", spot.port)
    with running(python_http.server, spot, "index"):
        verified = asyncio.run(verify(workspace, case.id))
    assert (verified.judged.verdict.state, verified.case.state) == (State.UNKNOWN, CaseState.OPEN)


@pytest.mark.real
def test_a_browser_reads_a_mail_while_leftopen_says_open_and_meets_the_log_in_when_it_says_closed(
    workspace: Workspace, place: Place
) -> None:
    require(sendria.server.missing())
    require(browser.lacking())
    spot = place(sendria.server)
    with running(sendria.server, spot, "open") as server:
        stranger = browser.read_first_mail(server.port)
        scanned(workspace, server.port)
    case = case_at(workspace, "mailbox_web_open", spot.port)
    assert stranger.mail
    assert stranger.realms == ()
    assert case.state is CaseState.OPEN
    with running(sendria.server, spot, "closed") as server:
        stranger = browser.read_first_mail(server.port)
        verified = asyncio.run(verify(workspace, case.id))
    assert stranger.mail == ""
    assert set(stranger.realms) == {"Sendria"}
    assert verified.case.state is CaseState.CLOSED


@pytest.mark.hostile("S8")
def test_little_is_read_for_a_finding(seen: Seen) -> None:
    """Over all findings of this run: the median at most 8 KiB, none over 64 KiB. Of a run in several
    processes tests/together judges the sum as well."""
    if not seen.read:
        pytest.skip("no finding in this run")
    assert max(count for _, count in seen.read) <= MOST_READ, seen.read
    assert seen.in_part or not seen.too_much(), seen.read
