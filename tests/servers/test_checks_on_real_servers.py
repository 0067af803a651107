"""Every check against its real servers: open says open, closed says closed, and nothing is changed there.

A relay between the product and each server writes down every byte; `wire` fails the test for anything but a
question. The table at the end of the run counts real and simulated servers apart.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Mapping

import pytest

from leftopen.model.case import CaseState
from leftopen.model.verdict import State, Verdict
from leftopen.service.cases import proofs
from leftopen.service.cases.verify import verify
from leftopen.service.workspace import Workspace
from tests.servers import browser, forced
from tests.servers.book import MOST_READ, Seen, Wire
from tests.servers.every import SERVERS, marks_of
from tests.servers.looking import Line, case_at, looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import python_http, sendria
from tests.servers.real import Expected, RealServer, Running, Spot, running

Place = Callable[[RealServer], Spot]


def closings(server: RealServer) -> list[str]:
    """The modes in which the check must say closed."""
    return [mode for mode, expected in server.modes.items() if expected and expected.state is State.CLOSED]


CLOSING = [
    pytest.param(server, mode, id=f"{server.name}-{mode}", marks=marks_of(server))
    for server in SERVERS
    for mode in closings(server)
]
# The open mode is looked at together with the first closed one: each start of a server costs seconds.
ALONE = [
    pytest.param(server, mode, id=f"{server.name}-{mode}", marks=marks_of(server))
    for server in SERVERS
    for mode in server.modes
    if mode not in closings(server) and not (closings(server) and mode == "open")
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with looking_desk(tmp_path_factory.mktemp("looking")) as opened_desk:
        yield opened_desk


def word(expected: Expected, mode: str) -> str:
    return "empty" if mode == "empty" else expected.state.value


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


def looked_at(
    workspace: Workspace, server: Running, port: int, program: RealServer, mode: str, seen: Seen
) -> None:
    """One scan of it, and every check asked: all that they say is right, and nothing is changed there."""
    before = server.digest()
    assert before == server.digest() != ""
    lines = scanned(workspace, port)
    every = forced.verdicts(workspace, port)
    assert server.digest() == before, "looking changed the server's own state"
    assert_no_other_is_open(program, mode, every, seen)
    (observation,) = of(lines, "observation")
    module = "http" if mode in program.hides else program.module
    assert observation["_shodan"]["module"] == module  # type: ignore[index, call-overload]
    expected = program.modes[mode]
    if expected is None:
        assert observation["product"] == program.product
        assert of(lines, "finding") == []
        return
    if expected.state is State.OPEN:
        assert (observation["product"] or "") == program.product
        (verdict,) = of(lines, "verdict", check=program.check)
        assert (verdict["verdict"], verdict["reason"]) == (expected.state, expected.reason)
        seen.record(program.check, program.name, kind=program.kind, state=word(expected, mode))
        if mode == "open" and program.records is not None:
            assert_size(of(lines, "finding", check=program.check)[0], program.records)
    for line in of(lines, "finding"):
        seen.read_for(str(line["check"]), read_by(line))
    meant = {program.check, *program.also}
    assert {line["check"] for line in of(lines, "finding")} <= meant, "another check said open"
    if expected.state is State.CLOSED:
        assert of(lines, "finding") == []


def assert_no_other_is_open(server: RealServer, mode: str, every: Mapping[str, Verdict], seen: Seen) -> None:
    """All checks were asked, also those that would never apply: only what is meant may be open."""
    expected = server.modes[mode]
    meant = {server.check, *server.also} if expected is not None and expected.state is State.OPEN else set()
    wrong = {name: v.said for name, v in every.items() if v.state is State.OPEN and name not in meant}
    seen.asked_all(len(every), wrong=len(wrong), closed=not meant)
    assert wrong == {}, f"{server.name} ({mode}) is not open for these"


def read_by(finding: Line) -> int:
    """Bytes that the look read to prove it, the random-path control and the sample included."""
    lines = finding["transcript"]
    assert isinstance(lines, list)
    lengths = [line["length"] for line in lines if isinstance(line, dict) and not line["sent"]]
    return sum(length for length in lengths if isinstance(length, int))


def assert_size(finding: object, records: int) -> None:
    """Within a twentieth of the truth, or said to be a lower bound."""
    size = finding["size"]  # type: ignore[index]
    assert size["records"] is not None
    if size["at_least"]:
        assert size["records"] <= records
    else:
        assert abs(size["records"] - records) <= records / 20


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


def listens(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


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
