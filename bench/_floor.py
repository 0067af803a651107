"""What the servers alone allow: the program's conversations, said again by as little a client as can be.

First one service of each server is identified and judged through a relay that writes down what was said and
how much came back. Then the same is said to all services, by plain sockets that wait in one epoll: nothing is
parsed, weighed or recorded, and nobody is waited for who might speak first. Of TLS only the handshake is
made, and of an answer only the data port of FTP is read.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import re
import select
import socket
import ssl
import time
from collections.abc import AsyncIterator, Generator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

AT_ONCE = 64
LONGEST_TALK_S, LONGEST_S = 20.0, 120.0
# An answer may be a little shorter the second time: a counter, a date.
SLACK, SHARE = 64, 10
_DATA_PORT = re.compile(rb"\(\|\|\|(\d{1,5})\|\)")
_CLIENT_HELLO = re.compile(rb"\x16\x03.{3}\x01", re.DOTALL)


class Stalled(Exception):
    """A conversation did not go as it went the first time."""


@dataclass(slots=True)
class Turn:
    """What was said (b'' before a greeting), and the bytes that came before the next word."""

    said: bytes = b""
    heard: int = 0


@dataclass(slots=True)
class Recorded:
    """The turns of each connection through the relay, in the order of their opening."""

    talks: list[list[Turn]] = field(default_factory=list)


@asynccontextmanager
async def relay(port: int) -> AsyncIterator[tuple[int, Recorded]]:
    """A port that leads to that one of 127.0.0.1, and what went through it."""
    recorded = Recorded()
    busy: set[asyncio.Task[None]] = set()

    async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(_pass(reader, writer))
        busy.add(task)
        await asyncio.wait((task,))

    async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        turns = [Turn()]
        recorded.talks.append(turns)
        inside, outside = await asyncio.open_connection("127.0.0.1", port)
        try:
            with contextlib.suppress(OSError):
                await asyncio.gather(_there(reader, outside, turns), _back(inside, writer, turns))
        finally:
            # Also when the relay ends before the talk does.
            outside.close()
            writer.close()

    server = await asyncio.start_server(through, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], recorded
    finally:
        server.close()
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)


async def _there(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, turns: list[Turn]) -> None:
    while piece := await reader.read(65536):
        if turns[-1].heard or not turns[-1].said:
            turns.append(Turn())
        turns[-1].said += piece
        writer.write(piece)
    writer.write_eof()


async def _back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, turns: list[Turn]) -> None:
    while piece := await reader.read(65536):
        turns[-1].heard += len(piece)
        writer.write(piece)
    writer.write_eof()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All that is said to one service of that server."""

    server: str
    address: str
    port: int
    talks: tuple[tuple[Turn, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Services per second, and milliseconds of the client's own CPU for each."""

    rate: float
    cpu_ms: float


Steps = Generator[tuple[int, int], None, None]
Waiting = dict[int, tuple[Steps, float, str]]


def said_again(conversations: Iterable[Conversation]) -> Floor:
    """All of them, 64 at once. Raises Stalled when one is not answered as it was, or it takes too long."""
    left, poll = iter(conversations), select.epoll()
    waiting: Waiting = {}
    began, used, count = time.monotonic(), time.process_time(), 0
    with poll:
        for _ in range(AT_ONCE):
            count += _begin(left, poll, waiting)
        while waiting:
            now = time.monotonic()
            for fd, _ in poll.poll(1.0):
                steps, until, server = waiting.pop(fd)
                if not _go_on(steps, until, server, poll, waiting):
                    count += _begin(left, poll, waiting)
            late = sorted({server for _, until, server in waiting.values() if until < now})
            if late or now - began > LONGEST_S:
                raise Stalled(f"not answered when it was said again: {', '.join(late) or 'in time'}")
    took, used = time.monotonic() - began, time.process_time() - used
    return Floor(rate=count / took, cpu_ms=1000 * used / count)


def _begin(left: Iterable[Conversation], poll: select.epoll, waiting: Waiting) -> int:
    """How many were begun: the next one, and those that were over at once."""
    begun = 0
    for conversation in left:
        begun += 1
        until = time.monotonic() + LONGEST_TALK_S
        if _go_on(_said(conversation), until, conversation.server, poll, waiting):
            break
    return begun


def _go_on(steps: Steps, until: float, server: str, poll: select.epoll, waiting: Waiting) -> bool:
    """False when it is over."""
    step = next(steps, None)
    if step is None:
        return False
    fd, mask = step
    waiting[fd] = (steps, until, server)
    try:
        poll.modify(fd, mask | select.EPOLLONESHOT)
    except FileNotFoundError:
        poll.register(fd, mask | select.EPOLLONESHOT)
    return True


def _said(conversation: Conversation) -> Steps:
    for turns in conversation.talks:
        with socket.socket() as sock:
            yield from _connected(sock, conversation.address, conversation.port)
            yield from _talk(sock, conversation.address, turns)


def _connected(sock: socket.socket, address: str, port: int) -> Steps:
    sock.setblocking(False)
    if sock.connect_ex((address, port)) == errno.EINPROGRESS:
        yield sock.fileno(), select.EPOLLOUT
    if failed := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise Stalled(f"port {port}: {errno.errorcode[failed]}")


def _talk(sock: socket.socket, address: str, turns: tuple[Turn, ...]) -> Steps:
    data_port = 0
    for place, turn in enumerate(turns):
        if _CLIENT_HELLO.match(turn.said) and any(after.said for after in turns[place + 1 :]):
            yield from _handshake(sock)
            return
        with contextlib.ExitStack() as beside:
            data = None
            if data_port:
                data = beside.enter_context(socket.socket())
                yield from _connected(data, address, data_port)
            if turn.said:
                sock.send(turn.said)
            last = yield from _heard(sock, turn.heard - min(SLACK, turn.heard // SHARE))
            if data is not None:
                while (yield from _piece(data)):
                    pass
        found = _DATA_PORT.search(last)
        data_port = int(found[1]) if found else 0


def _heard(sock: socket.socket, wanted: int) -> Generator[tuple[int, int], None, bytes]:
    """The last piece, once so many bytes have come or the server has hung up."""
    last = b""
    while wanted > 0:
        piece = yield from _piece(sock)
        if not piece:
            break
        wanted, last = wanted - len(piece), piece
    return last


def _piece(sock: socket.socket) -> Generator[tuple[int, int], None, bytes]:
    while True:
        yield sock.fileno(), select.EPOLLIN
        try:
            return sock.recv(65536)
        except BlockingIOError:
            continue
        except ConnectionResetError:
            return b""


def _handshake(sock: socket.socket) -> Steps:
    inside = _TLS.wrap_socket(sock.dup(), do_handshake_on_connect=False)
    with inside:
        while True:
            try:
                inside.do_handshake()
                return
            except ssl.SSLWantReadError:
                yield inside.fileno(), select.EPOLLIN


_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_TLS.check_hostname = False
_TLS.verify_mode = ssl.CERT_NONE
