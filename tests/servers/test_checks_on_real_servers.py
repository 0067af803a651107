"""Every check against its real servers: open says open, closed says closed, and nothing is changed there.

A relay between the product and each server writes down every byte; `wire` fails the test for anything but a
question. A few servers are looked at together; of a heavy one the full tier looks at more than the open mode.
Simulators are in `test_checks_on_simulators`; the table at the end of the run counts both apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from _pytest.mark.structures import ParameterSet

from leftopen.model.case import CaseState
from leftopen.model.verdict import State
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.workspace import Workspace
from tests.servers import browser
from tests.servers.book import MOST_READ, Seen, Wire
from tests.servers.due import due
from tests.servers.every import SERVERS, marks_of
from tests.servers.judged import closings
from tests.servers.looking import case_at, looking_desk, scanned
from tests.servers.need import require
from tests.servers.programs import python_http, sendria
from tests.servers.real import RealServer, Spot, running
from tests.servers.side_by_side import digests, placed, up, wrong_of, wrong_once_closed
from tests.tier import FULL

Place = Callable[[RealServer], Spot]
Wanted = tuple[tuple[RealServer, str], ...]
TOGETHER, HEAVY_TOGETHER = 6, 3
"""Servers that are looked at by one scan."""

REAL = tuple(server for server in SERVERS if server.kind == "real")
FIRST = [(server, closings(server)[0]) for server in REAL if closings(server)]
FURTHER = [(server, mode) for server in REAL for mode in closings(server)[1:]]
# The open mode is looked at together with the first closed one: each start of a server costs seconds.
ALONE = [
    (server, mode)
    for server in REAL
    for mode in server.modes
    if mode not in closings(server) and not (mode == "open" and closings(server))
]
# Where the closed one belongs to the full tier, the open one is looked at by itself every day, but of those
# that are slow to start.
HEAVY_OPEN = [] if FULL else [(server, "open") for server, _ in FIRST if server.heavy and not server.slow]


BY_TEST = {
    "test_a_scan_says_what_it_is_and_judges_it_rightly": [*ALONE, *HEAVY_OPEN],
    "test_the_same_check_says_closed_once_it_is_secured": FIRST,
    "test_it_also_says_closed_once_it_is_secured_in_another_way": FURTHER,
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`-k redis` looks at that server alone, not at those that are beside it in a whole run; the everyday
    tier looks at those that are due."""
    wanted = BY_TEST.get(metafunc.function.__name__)
    if wanted is not None:
        word = metafunc.config.option.keyword
        named = [one for one in wanted if word and word in f"{one[0].name}-{one[1]}"]
        today = [
            one for one in wanted if FULL or due(one[0].name, one[0].check or one[0].module, one[0].module)
        ]
        metafunc.parametrize("wanted", groups(named or today))


def _is_due(server: RealServer) -> bool:
    checks = (check for check in (server.check, *server.also) if check)
    return due(server.name, server.module, *checks)


def groups(wanted: Sequence[tuple[RealServer, str]]) -> list[ParameterSet]:
    """A few at a time, named by all that are in it. What is heavy stands by itself, in the full tier."""
    light = [one for one in wanted if not one[0].heavy]
    daily = [one for one in wanted if one in HEAVY_OPEN]
    heavy = [one for one in wanted if one not in light and one not in daily]
    return [
        *(_group(light[at : at + TOGETHER]) for at in range(0, len(light), TOGETHER)),
        *(_group(daily[at : at + HEAVY_TOGETHER]) for at in range(0, len(daily), HEAVY_TOGETHER)),
        *(_group([one], pytest.mark.full) for one in heavy),
    ]


def _group(these: Sequence[tuple[RealServer, str]], *marks: pytest.MarkDecorator) -> ParameterSet:
    named = "+".join(f"{server.name}-{mode}" for server, mode in these)
    own = {mark.name: mark for server, _ in these for mark in marks_of(server)}
    return pytest.param(tuple(these), id=named, marks=(*own.values(), *marks))


def present(wanted: Wanted) -> tuple[Wanted, str]:
    """Those that can run here, and why the others can't ('': all can)."""
    lacking = {server.name: server.missing() for server, _ in wanted}
    here = tuple(one for one in wanted if not lacking[one[0].name])
    reasons = "; ".join(reason for reason in lacking.values() if reason)
    if not here:
        require(reasons)
    return here, reasons


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with looking_desk(tmp_path_factory.mktemp("looking")) as opened_desk:
        yield opened_desk


@pytest.mark.hostile("S7")
def test_a_scan_says_what_it_is_and_judges_it_rightly(
    workspace: Workspace, wanted: Wanted, place: Place, wire: Wire, seen: Seen
) -> None:
    here, lacking = present(wanted)
    with ExitStack() as stack:
        these = placed(here, place, wire, stack)
        with up(these) as ran:
            wrong = wrong_of(workspace, these, ran, "", seen)
    assert not wrong, "\n".join(wrong)
    require(lacking)


@pytest.mark.hostile("S7")
def test_the_same_check_says_closed_once_it_is_secured(
    workspace: Workspace, wanted: Wanted, place: Place, wire: Wire, seen: Seen
) -> None:
    here, lacking = present(wanted)
    with ExitStack() as stack:
        these = placed(here, place, wire, stack)
        with up(these, "open") as ran:
            wrong = wrong_of(workspace, these, ran, "open", seen)
            held = digests(ran)
        assert not wrong, "\n".join(wrong)
        wrong = wrong_once_closed(workspace, these, held, seen)
    assert not wrong, "\n".join(wrong)
    require(lacking)


@pytest.mark.hostile("S7")
def test_it_also_says_closed_once_it_is_secured_in_another_way(
    workspace: Workspace, wanted: Wanted, place: Place, wire: Wire, seen: Seen
) -> None:
    here, lacking = present(wanted)
    with ExitStack() as stack:
        these = placed(here, place, wire, stack)
        with up(these, "open") as ran:
            scanned(workspace, *ran)
            held = digests(ran)
        wrong = wrong_once_closed(workspace, these, held, seen)
    assert not wrong, "\n".join(wrong)
    require(lacking)


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
