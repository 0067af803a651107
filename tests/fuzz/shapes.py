"""Bytes of a fuzzer to what a leaf is given: replies, and a channel that answers.

Every run of bytes means something, so that no input is wasted, and the same bytes always mean the same.
"""

from __future__ import annotations

import typing

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Phase, Reason

SPLIT = b"\xff\x00\xff"
"""Stands between the pieces: it occurs in no text."""

STATUSES = (200, 200, 200, 401, 302, 404, 207, 500)
HEADERS = ("content-type", "location", "server", "www-authenticate", "content-encoding", "x-made-up")
MOST = 24
HTTP = 0x80
MORE = 0x40


def pieces(data: bytes) -> list[bytes]:
    return data.split(SPLIT)[:MOST]


def reply(data: bytes) -> Reply:
    """The first byte: 3 bits of status, 1 of `cut`, 1 that says headers lead the body, each a line that
    begins with the number of its name."""
    flags, rest = (data[0] if data else 0), data[1:]
    headers: list[tuple[str, str]] = []
    if flags & 0x10:
        head, _, rest = rest.partition(b"\n\n")
        for line in head.split(b"\n")[:MOST]:
            if line:
                headers.append((HEADERS[line[0] % len(HEADERS)], line[1:].decode("latin-1").strip("\r")))
    status = STATUSES[flags & 7]
    raw = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("latin-1")
    start = b"HTTP/1.1 %d \r\n" % status
    return Reply(
        status=status, headers=tuple(headers), body=rest, cut=bool(flags & 8), head=start + raw + b"\r\n"
    )


def replies(data: bytes) -> Replies:
    """Each piece an HTTP answer, where its first byte says so, or raw bytes."""
    return tuple(reply(piece) if piece[:1] >= b"\x80" else piece[1:] for piece in pieces(data))


def packed(*heard: bytes | Reply) -> bytes:
    """The other way round, for seeds: `replies(packed(*heard))` has the same bodies and nearest statuses."""
    return SPLIT.join(
        b"\x00" + one
        if isinstance(one, bytes)
        else bytes([HTTP | (STATUSES.index(one.status) if one.status in STATUSES else 0)]) + one.body
        for one in heard
    )


class Fed:
    """Implements `model.channel.Channel`: whatever is asked, the next piece comes; a connection that is read
    from before anything was sent gives a piece unasked. A piece whose first byte has MORE is followed by
    another at the next read, as an answer comes in several segments. Never waits.

    Its budgets are those of the real channel, so that a leaf which asks without end is stopped as there:
    after `most` requests it is told so.
    """

    def __init__(self, data: bytes, most: int) -> None:
        self._pieces = iter(pieces(data))
        self._waiting = b""
        self._left = most
        self._bytes = 512 * 1024
        self._reads = 0
        self._more = True

    @property
    def level(self) -> ReadLevel:
        return ReadLevel.SAMPLE

    @property
    def left(self) -> int:
        return self._bytes

    async def send(self, data: bytes, *, at: ReadLevel = ReadLevel.METADATA) -> None:
        self._spend()
        self._waiting += self._next()

    async def read(self, limit: int = 4096, *, reset_ends: bool = False) -> bytes:
        return self._taken(limit)

    async def read_until(self, end: bytes, limit: int = 4096) -> bytes:
        if end not in self._waiting and self._more:
            self._waiting += self._next()
        found = self._waiting.find(end)
        return self._taken(min(limit, len(self._waiting) if found < 0 else found + len(end)))

    async def start_tls(self) -> None:
        self._spend()

    async def hang_up(self) -> None:
        self._waiting, self._more = b"", True

    async def beside(
        self, port: int, *, at: ReadLevel = ReadLevel.LISTING, limit: int = 16384, say: bytes = b""
    ) -> bytes:
        assert 1 <= port <= 65535, f"a connection to port {port}"
        self._spend()
        return next(self._pieces, b"")[1:][:limit]

    async def get(
        self,
        path: str,
        *,
        at: ReadLevel = ReadLevel.METADATA,
        limit: int = 65536,
        method: str = "GET",
        depth: int = 0,
        body: bytes = b"",
        accept: str = "*/*",
        cookie: str = "",
        span: tuple[int, int] | None = None,
    ) -> Reply:
        self._spend()
        heard = reply(next(self._pieces, b""))
        return Reply(
            status=heard.status,
            headers=heard.headers,
            body=heard.body[:limit],
            cut=heard.cut or len(heard.body) > limit,
            head=heard.head,
        )

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TalkEnded(Reason.BUDGET_SPENT, Phase.ASK)

    def _next(self) -> bytes:
        piece = next(self._pieces, b"")
        self._more = bool(piece and piece[0] & MORE)
        return piece[1:]

    def _taken(self, limit: int) -> bytes:
        self._reads += 1
        assert self._reads < 100_000, "it reads on and on at the end of the stream"
        if not self._waiting and self._more:
            self._waiting = self._next()
        part, self._waiting = self._waiting[:limit], self._waiting[limit:]
        self._bytes -= len(part)
        return part


def finished(talk: typing.Awaitable[object]) -> object:
    """Runs a talk with `Fed` to its end, without an event loop: it never waits. None where it ended early."""
    steps = talk.__await__()
    try:
        next(steps)
    except StopIteration as done:
        return done.value
    except TalkEnded:
        return None
    raise AssertionError("a leaf waited for something that is no channel")
