"""The sweep by ordinary connects: needs no privileges, and every answer is a whole handshake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from leftopen.net.gate import Gate
from leftopen.sweep.attempts import Attempts
from leftopen.sweep.files import room
from leftopen.sweep.found import Found as Found
from leftopen.sweep.found import Progress as Progress
from leftopen.sweep.order import Order
from leftopen.sweep.pipe import Pipe
from leftopen.sweep.targets import Targets

_BATCHES = 64


async def answered(
    targets: Targets,
    ports: Sequence[int],
    *,
    seed: int,
    start: int,
    gate: Gate,
    timeout: float = 3.0,  # noqa: ASYNC109 (of one attempt, not of this function)
) -> AsyncGenerator[Found | Progress, None]:
    """Tries every port of every target once, in the order of `seed`, from position `start` on.

    Gives each port that accepts, then what progress there is (about ten times a second); after the last
    attempt, or after the gate was stopped, one last Progress. A reader that is slow slows it down. An attempt
    waits `timeout` seconds, 0.95 at most: before the kernel would send again on its own, unpaced; what stays
    silent is tried once more, a second later.
    """
    order = Order(len(targets) * len(ports), seed)
    attempts = Attempts(targets, ports, order, start, gate, timeout, room())
    pipe: Pipe[tuple[list[Found], Progress]] = Pipe(_BATCHES)
    work = asyncio.get_running_loop().run_in_executor(None, _run, attempts, pipe)
    try:
        while (batch := await pipe.get()) is not None:
            for found in batch[0]:
                yield found
            yield batch[1]
    finally:
        pipe.close()
        await work


def _run(attempts: Attempts, pipe: Pipe[tuple[list[Found], Progress]]) -> None:
    try:
        attempts.run(pipe.put)
    finally:
        pipe.end()
