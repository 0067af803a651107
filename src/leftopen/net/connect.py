"""Opens one TCP connection to a target, after the gate has permitted it."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Phase, Reason
from leftopen.net.gate import Gate
from leftopen.net.stream import BareStream

# The kernel connects a socket to itself when a loopback connect picks its target port as its own.
_SELF_CONNECTS = 3
_REFUSED = frozenset({errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE})
# This machine is out of ports, files or memory: that says nothing about the target.
OURS = frozenset({errno.EADDRNOTAVAIL, errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EAGAIN})
_BREATH = 0.1


async def connected(
    gate: Gate,
    address: Address,
    port: int,
    seconds: float,
    connect_seconds: float | None = None,
    *,
    second: bool = False,
) -> BareStream:
    """A stream whose deadline lies `seconds` after the gate opened: waiting for our own rate limit is not the
    target's slowness. `connect_seconds` is the part of it that connecting may take. `second`: this connection
    belongs to a talk that already holds one. The caller closes it, which releases its slot at the gate.

    Raises TalkEnded: from the gate; `refused`; `timeout`, also for a host or network that can't be reached;
    `bug` when this machine has no ports or files left until the deadline.
    """
    leave = await gate.enter(address, port, second=second)
    try:
        now = gate.monotonic()
        stream = await _connect(gate, address, port, now + min(seconds, connect_seconds or seconds))
    except BaseException:
        leave()
        raise
    stream.deadline = now + seconds
    stream.leave = leave
    return stream


@asynccontextmanager
async def open_stream(
    gate: Gate, address: Address, port: int, seconds: float, connect_seconds: float | None = None
) -> AsyncIterator[BareStream]:
    """`connected` for the length of a `with`."""
    stream = await connected(gate, address, port, seconds, connect_seconds)
    try:
        yield stream
    finally:
        stream.close()


async def _connect(gate: Gate, address: Address, port: int, deadline: float) -> BareStream:
    tries = 0
    while tries < _SELF_CONNECTS:
        try:
            stream = await _attempt(gate, address, port, deadline)
        except OSError as error:
            if error.errno not in OURS:
                raise TalkEnded(_why(error), Phase.CONNECT) from None
            if gate.monotonic() + _BREATH >= deadline:
                raise TalkEnded(Reason.BUG, Phase.CONNECT) from None
            await gate.pause(_BREATH)
            continue
        if stream is not None:
            return stream
        tries += 1
    raise TalkEnded(Reason.REFUSED, Phase.CONNECT)


async def _attempt(gate: Gate, address: Address, port: int, deadline: float) -> BareStream | None:
    """None when the kernel connected the socket to itself."""
    loop = asyncio.get_running_loop()
    opening = loop.create_task(loop.create_connection(BareStream.pipe, str(address), port))
    try:
        if not await gate.until(opening, deadline, address, port):
            raise TalkEnded(Reason.TIMEOUT, Phase.CONNECT)
    finally:
        if not opening.done():
            await _give_up(opening)
    transport, pipe = opening.result()
    if transport.get_extra_info("sockname") == transport.get_extra_info("peername"):
        transport.abort()
        return None
    return BareStream(gate, address, port, pipe, deadline)


async def _give_up(opening: asyncio.Task[tuple[asyncio.Transport, asyncio.BaseProtocol]]) -> None:
    opening.cancel()
    await asyncio.wait((opening,))
    if not opening.cancelled() and opening.exception() is None:
        opening.result()[0].abort()


def _why(error: OSError) -> Reason:
    return Reason.REFUSED if error.errno in _REFUSED else Reason.TIMEOUT
