"""Every check against the simulator of its product: open says open, closed says closed.

Simulators start in no time, so that one scan looks at all of them at once, in one mode after another.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from leftopen.demo.program import LOOPBACK
from leftopen.model.case import Case, CaseState
from leftopen.model.verdict import State
from leftopen.service.cases import proofs
from leftopen.service.cases.verify import RecheckResult, verify
from leftopen.service.workspace import Workspace
from tests.servers import forced
from tests.servers.book import Seen, Wire
from tests.servers.every import SERVERS
from tests.servers.judged import judged, listens
from tests.servers.looking import Line, case_at, looking_desk, scanned
from tests.servers.real import RealServer, Running, Spot, running

Place = Callable[[RealServer], Spot]
SIMULATED = tuple(server for server in SERVERS if server.kind == "sim")
OTHERS = sorted({mode for server in SIMULATED for mode in server.modes} - {"open", "closed"})
Up = dict[int, tuple[RealServer, Running]]
"""What listens, by the port of the relay in front of it."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with looking_desk(tmp_path_factory.mktemp("simulated")) as opened_desk:
        yield opened_desk


class Stand:
    """The simulators that have this mode, each behind a relay that stays when they restart in another one."""

    def __init__(self, mode: str, place: Place, wire: Wire, stack: ExitStack) -> None:
        self._spots: dict[str, tuple[RealServer, Spot]] = {}
        with ExitStack() as held:
            for server in SIMULATED:
                if mode in server.modes:
                    at = place(server)
                    self._spots[server.name] = (server, at)
                    # Until all have their ports, or one would be given away twice.
                    held.enter_context(socket.create_server((LOOPBACK, at.port)))
            self._relays = {
                name: stack.enter_context(wire.relay(at.port)).port for name, (_, at) in self._spots.items()
            }

    @contextmanager
    def up(self, mode: str) -> Iterator[Up]:
        with ExitStack() as stack:
            yield {
                self._relays[name]: (server, stack.enter_context(running(server, at, mode)))
                for name, (server, at) in self._spots.items()
            }
        assert not any(listens(at.port) for _, at in self._spots.values())


def wrong_of(workspace: Workspace, up: Up, mode: str, seen: Seen) -> list[str]:
    """One scan of all, and every check asked of each: what is wrong, by server; [] when all is right."""
    before = {port: ran.digest() for port, (_, ran) in up.items()}
    lines = scanned(workspace, *up)
    every = forced.verdicts_of(workspace, tuple(up))
    wrong = []
    for port, (server, ran) in up.items():
        try:
            assert ran.digest() == before[port] != "", "looking changed the server's own state"
            judged(_of_port(lines, port), every[port], server, mode, seen)
        except (AssertionError, ValueError) as failed:
            wrong.append(f"{server.name} ({mode}): {failed}")
    return wrong


def _of_port(lines: list[Line], port: int) -> list[Line]:
    return [line for line in lines if line.get("port") == port]


@pytest.mark.hostile("S7")
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("mode", OTHERS)
def test_a_scan_says_what_each_is_and_judges_it_rightly(
    workspace: Workspace, mode: str, place: Place, wire: Wire, seen: Seen
) -> None:
    with ExitStack() as stack, Stand(mode, place, wire, stack).up(mode) as up:
        wrong = wrong_of(workspace, up, mode, seen)
    assert not wrong, "\n".join(wrong)


@pytest.mark.hostile("S7")
@pytest.mark.real
@pytest.mark.slow
def test_the_same_checks_say_closed_once_each_is_secured(
    workspace: Workspace, place: Place, wire: Wire, seen: Seen
) -> None:
    with ExitStack() as stack:
        stand = Stand("closed", place, wire, stack)
        with stand.up("open") as up:
            wrong = wrong_of(workspace, up, "open", seen)
            held = {port: ran.digest() for port, (_, ran) in up.items()}
        assert not wrong, "\n".join(wrong)
        with stand.up("closed") as up:
            for port, (server, ran) in up.items():
                assert ran.digest() == held[port], f"{server.name}: its data does not outlive a restart"
            cases = [case_at(workspace, server.check, port) for port, (server, _) in up.items()]
            verified = asyncio.run(_verified(workspace, cases))
            for (server, _), case, again in zip(up.values(), cases, verified, strict=True):
                wrong += _closed(workspace, server, case, again, seen)
            wrong += wrong_of(workspace, up, "closed", seen)
    assert not wrong, "\n".join(wrong)


async def _verified(workspace: Workspace, cases: list[Case]) -> list[RecheckResult]:
    return await asyncio.gather(*(verify(workspace, case.id) for case in cases))


def _closed(
    workspace: Workspace, server: RealServer, case: Case, again: RecheckResult, seen: Seen
) -> list[str]:
    """What is wrong with the closure of this case."""
    verdict, expected = again.judged.verdict, server.modes["closed"]
    assert expected is not None
    told = (case.state, verdict.state, verdict.reason, again.case.state)
    if told != (CaseState.OPEN, State.CLOSED, expected.reason, CaseState.CLOSED):
        return [f"{server.name} (closed): {told} {verdict.said}"]
    seen.record(server.check, server.name, kind="sim", state="closed")
    standing = proofs.check(proofs.make(workspace, case.id), None).standing
    return [] if standing == "intact" else [f"{server.name} (closed): its proof is {standing}"]
