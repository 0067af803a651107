"""Servers side by side: one scan for all, each behind a relay of its own that stays while it restarts.

What is waited for (a banner, a deadline, an end of a process) is waited for once by all together.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from leftopen.demo.program import LOOPBACK
from leftopen.model.case import Case, CaseState
from leftopen.model.verdict import State
from leftopen.service.cases.signing import proofs
from leftopen.service.scanning.verify import RecheckResult, verify
from leftopen.service.workspace.workspace import Workspace
from tests.servers import forced
from tests.servers.book import Seen, Wire
from tests.servers.judged import is_open, judged, listens
from tests.servers.looking import Line, case_at, scanned
from tests.servers.real import RealServer, Running, Spot
from tests.tier import FULL

Place = Callable[[RealServer], Spot]
STARTS = 3
"""Servers that start or stop at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A server in its spot, and the mode that it is here for; `port` is the relay's."""

    server: RealServer
    mode: str
    spot: Spot
    port: int


def placed(
    wanted: Sequence[tuple[RealServer, str]], place: Place, wire: Wire, stack: ExitStack
) -> list[Placed]:
    """A spot and a relay for each, until the stack ends."""
    spots = []
    with ExitStack() as held:
        for server, _ in wanted:
            spots.append(place(server))
            for port in spots[-1].ports:
                # Until all have their ports, or one would be given away twice.
                held.enter_context(socket.create_server((LOOPBACK, port)))
        relays = [stack.enter_context(wire.relay(spot.port)).port for spot in spots]
    return [
        Placed(server=server, mode=mode, spot=spot, port=port)
        for (server, mode), spot, port in zip(wanted, spots, relays, strict=True)
    ]


@contextmanager
def up(these: Sequence[Placed], mode: str = "") -> Iterator[Mapping[int, Running]]:
    """All of them in that mode, or each in its own, by the relay's port. None listens any more afterwards."""
    with ThreadPoolExecutor(STARTS) as pool:
        starts = [pool.submit(one.server.start, one.spot, mode or one.mode) for one in these]
        try:
            yield {one.port: start.result() for one, start in zip(these, starts, strict=True)}
        finally:
            began = [start.result() for start in starts if start.exception() is None]
            list(pool.map(Running.stop, began))
    left = [one.server.name for one in these if any(map(listens, one.spot.ports))]
    assert not left, f"{left} still listen"


def digests(ran: Mapping[int, Running]) -> Mapping[int, str]:
    """Each server's own state, by the relay's port."""
    return {port: server.digest() for port, server in ran.items()}


def wrong_of(
    workspace: Workspace, these: Sequence[Placed], ran: Mapping[int, Running], mode: str, seen: Seen
) -> list[str]:
    """One scan of all in that mode ('': each in its own), and every check asked of each: what is wrong, by
    server; [] when all is right. Every day all closed ones are asked everything, of the open ones the first.
    """
    before = digests(ran)
    lines = scanned(workspace, *ran)
    every = forced.verdicts_of(workspace, _asked(these, mode))
    after = digests(ran)
    wrong = []
    for one in these:
        now = mode or one.mode
        try:
            assert after[one.port] == before[one.port] != "", "looking changed the server's own state"
            judged(_of_port(lines, one.port), every.get(one.port), one.server, now, seen)
        except (AssertionError, ValueError) as failed:
            wrong.append(f"{one.server.name} ({now}): {failed}")
    return wrong


def _asked(these: Sequence[Placed], mode: str) -> tuple[int, ...]:
    """The ports of those of whom every check is asked."""
    opened = [one for one in these if is_open(one.server, mode or one.mode)]
    spared = () if FULL else tuple(opened[1:])
    return tuple(one.port for one in these if one not in spared)


def _of_port(lines: list[Line], port: int) -> list[Line]:
    return [line for line in lines if line.get("port") == port]


def wrong_once_closed(
    workspace: Workspace, these: Sequence[Placed], held: Mapping[int, str], seen: Seen
) -> list[str]:
    """Each is restarted in its own mode, which closes it: what is wrong with the recheck, the closure and the
    looks after it. `held` are their digests while they were open."""
    with up(these) as ran:
        before = digests(ran)
        wrong = [
            f"{one.server.name} ({one.mode}): its data does not outlive a restart"
            for one in these
            if one.server.keeps and one.mode == "closed" and before[one.port] != held[one.port]
        ]
        cases = [case_at(workspace, one.server.check, one.port) for one in these]
        verified = asyncio.run(_verified(workspace, cases))
        after = digests(ran)
        for one, case, again in zip(these, cases, verified, strict=True):
            if after[one.port] != before[one.port]:
                wrong.append(f"{one.server.name} ({one.mode}): the recheck changed the server's own state")
            wrong += _closed(workspace, one, case, again, seen)
        return wrong + wrong_of(workspace, these, ran, "", seen)


async def _verified(workspace: Workspace, cases: list[Case]) -> list[RecheckResult]:
    return await asyncio.gather(*(verify(workspace, case.id) for case in cases))


def _closed(workspace: Workspace, one: Placed, case: Case, again: RecheckResult, seen: Seen) -> list[str]:
    """What is wrong with the closure of this case."""
    server, named, verdict = one.server, f"{one.server.name} ({one.mode})", again.judged.verdict
    expected = server.modes[one.mode]
    assert expected is not None
    answer = (case.state, verdict.state, verdict.reason, again.case.state)
    if answer != (CaseState.OPEN, State.CLOSED, expected.reason, CaseState.CLOSED):
        return [f"{named}: {answer} {verdict.said}"]
    seen.record(server.check, server.name, kind=server.kind, state="closed")
    standing = proofs.check(proofs.make(workspace, case.id), None).standing
    return [] if standing == "intact" else [f"{named}: its proof is {standing}"]
