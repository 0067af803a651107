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
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

AT_ONCE = 64
LONGEST_TALK_S, LONGEST_S = 20.0, 120.0
WAIT_S = 0.5
# An answer may be a little shorter the second time: a counter, a date.
SLACK, SHARE = 64, 10
_DATA_PORT = re.compile(rb"\(\|\|\|(\d{1,5})\|\)")
_CLIENT_HELLO = re.compile(rb"\x16\x03.{3}\x01", re.DOTALL)


ODD_PER_MILLE = 20
"""Of a thousand conversations so many may go another way than the first time."""


class Stalled(Exception):
    """Too many conversations did not go as they went the first time."""


class Odd(Exception):
    """One did not."""


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
    """Services per second, and milliseconds of the client's own CPU for each; conversations that went another
    way, by server, which are not counted."""

    rate: float
    cpu_ms: float
    odd: Counter[str]


Steps = Generator[tuple[int, int], None, None]


def said_again(conversations: Iterable[Conversation]) -> Floor:
    """All of them, 64 at once. Raises Stalled when too many are odd, or it takes too long."""
    began, used = time.monotonic(), time.process_time()
    with select.epoll() as poll:
        client = _Client(left=iter(conversations), poll=poll, last=began)
        for _ in range(AT_ONCE):
            client.begin()
        while client.waiting:
            client.turn()
            if time.monotonic() - began > LONGEST_S:
                raise Stalled("not answered when it was said again: in time")
    used, total, odd = time.process_time() - used, client.done + client.odd.total(), client.odd.total()
    if odd * 1000 > ODD_PER_MILLE * total:
        common = "; ".join(f"{text} ({count})" for text, count in client.odd.most_common(3))
        raise Stalled(f"{odd} of {total} conversations were odd: {common}")
    return Floor(
        rate=client.done / (client.last - began), cpu_ms=1000 * used / max(1, client.done), odd=client.odd
    )


@dataclass(slots=True, kw_only=True)
class _Client:
    """`waiting`: by file number the steps, until when they may take, and with whom. `last`: when the latest
    one was done. A late one is given up, and nobody else waits for it."""

    left: Iterator[Conversation]
    poll: select.epoll
    last: float
    waiting: dict[int, tuple[Steps, float, str]] = field(default_factory=dict)
    done: int = 0
    odd: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """The next one; further ones while they are over at once."""
        for conversation in self.left:
            until = time.monotonic() + LONGEST_TALK_S
            if self._goes_on(_said(conversation), until, conversation.server):
                return

    def turn(self) -> None:
        now = time.monotonic()
        for fd, _ in self.poll.poll(WAIT_S):
            steps, until, server = self.waiting.pop(fd)
            if not self._goes_on(steps, until, server):
                self.begin()
        for fd in [fd for fd, (_, until, _) in self.waiting.items() if until < now]:
            steps, _, server = self.waiting.pop(fd)
            steps.close()
            self.odd[f"not answered when it was said again: {server}"] += 1
            self.begin()

    def _goes_on(self, steps: Steps, until: float, server: str) -> bool:
        """False when it is over."""
        try:
            step = next(steps, None)
        except Odd as odd:
            self.odd[str(odd)] += 1
            return False
        except OSError as error:
            self.odd[f"{server}: {error.strerror}"] += 1
            return False
        if step is None:
            self.done, self.last = self.done + 1, time.monotonic()
            return False
        fd, mask = step
        self.waiting[fd] = (steps, until, server)
        try:
            self.poll.modify(fd, mask | select.EPOLLONESHOT)
        except FileNotFoundError:
            self.poll.register(fd, mask | select.EPOLLONESHOT)
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
        raise Odd(f"port {port}: {errno.errorcode[failed]}")


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
