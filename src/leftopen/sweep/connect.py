"""Sweeps with ordinary connects: needs no privileges, and every open port is confirmed by a whole
handshake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from types import MappingProxyType

from leftopen.model.address import Address
from leftopen.net.gate import Gate
from leftopen.sweep.connect_scanner import ConnectScanner
from leftopen.sweep.fd_limit import raise_fd_limit
from leftopen.sweep.found import Event
from leftopen.sweep.found import Found as Found
from leftopen.sweep.found import HostResponds as HostResponds
from leftopen.sweep.found import SweepProgress as SweepProgress
from leftopen.sweep.found import Unanswered as Unanswered
from leftopen.sweep.permutation import Permutation
from leftopen.sweep.targets import Targets
from leftopen.sweep.thread_bridge import ThreadBridge

_BATCHES = 64


async def answering_endpoints(
    targets: Targets,
    ports: Sequence[int],
    *,
    seed: int,
    start: int,
    gate: Gate,
    timeout: float = 3.0,  # noqa: ASYNC109 (of one attempt, not of this function)
    known: Mapping[Address, frozenset[int]] = MappingProxyType({}),
) -> AsyncGenerator[Event | SweepProgress, None]:
    """Tries every port of every target once, in the order of `seed`, from position `start` on.

    Gives each open port, and in between the progress (about ten times a second); after the last attempt, or
    after the gate was stopped, one last SweepProgress. Of the `known` hosts with their ports it also tells
    which ports did not answer, and which hosts respond. A slow reader slows it down. A first attempt waits
    twice as long as the slowest answer so far took; a silent port is tried once more, a second later, for
    `timeout` seconds, 0.95 at most: before the kernel would send again on its own, outside the rate limit.
    """
    order = Permutation(len(targets) * len(ports), seed)
    attempts = ConnectScanner(targets, ports, order, start, gate, timeout, raise_fd_limit(), known)
    pipe: ThreadBridge[tuple[list[Event], SweepProgress]] = ThreadBridge(_BATCHES)
    work = asyncio.get_running_loop().run_in_executor(None, _run, attempts, pipe)
    try:
        while (batch := await pipe.get()) is not None:
            for event in batch[0]:
                yield event
            yield batch[1]
    finally:
        pipe.close()
        await work


def _run(attempts: ConnectScanner, pipe: ThreadBridge[tuple[list[Event], SweepProgress]]) -> None:
    try:
        attempts.run(pipe.put)
    finally:
        pipe.end()
