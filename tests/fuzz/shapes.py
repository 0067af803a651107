"""Bytes of a fuzzer to what a leaf is given: replies, a channel that answers, arguments by their type.

Every run of bytes means something, so that no input is wasted, and the same bytes always mean the same.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import Enum

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.level import Level
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
    def level(self) -> Level:
        return Level.SAMPLE

    @property
    def left(self) -> int:
        return self._bytes

    async def send(self, data: bytes, *, at: Level = Level.METADATA) -> None:
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
        self, port: int, *, at: Level = Level.LISTING, limit: int = 16384, say: bytes = b""
    ) -> bytes:
        assert 1 <= port <= 65535, f"a connection to port {port}"
        self._spend()
        return next(self._pieces, b"")[1:][:limit]

    async def get(
        self,
        path: str,
        *,
        at: Level = Level.METADATA,
        limit: int = 65536,
        method: str = "GET",
        depth: int = 0,
        body: bytes = b"",
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


Maker = Callable[[bytes], object]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _moment(data: bytes) -> datetime:
    """Any second from 1970 to 2106."""
    return datetime.fromtimestamp(int.from_bytes(data[:4], "big"), UTC)


MAKERS: dict[object, Maker] = {
    bytes: lambda data: data,
    bytearray: bytearray,
    str: _text,
    bool: lambda data: data[:1] > b"\x7f",
    int: lambda data: int.from_bytes(data[:4], "big"),
    float: lambda data: int.from_bytes(data[:4], "big") / 1000,
    date: lambda data: _moment(data).date(),
    datetime: _moment,
    type(None): lambda data: None,
    Reply: reply,
    Replies: lambda data: replies(data.replace(b"\n\n\n", SPLIT)),
}
MANY = {
    tuple: tuple,
    list: list,
    frozenset: frozenset,
    set: set,
    Sequence: tuple,
    Iterable: tuple,
    Collection: tuple,
}


class Unmade(TypeError):
    """A parameter of a kind that nobody here knows how to make; the text names it."""


def maker(wanted: object) -> Maker | None:
    """How to make one argument of that type, None where nobody knows."""
    if wanted in MAKERS:
        return MAKERS[wanted]
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return lambda data: list(wanted)[(data[:1] or b"\0")[0] % len(wanted)]
    if origin in (typing.Union, types.UnionType):
        return _either([maker(one) for one in inner if one is not type(None)], type(None) in inner)
    if origin in MANY and (len(inner) == 1 or inner[1:] == (...,)):
        return _many(MANY[origin], maker(inner[0]))
    if origin is tuple and inner:
        return _fixed([maker(one) for one in inner])
    return None


def _either(each: list[Maker | None], none: bool) -> Maker | None:
    """The first kind that can be made; None for no bytes at all, where that may stand."""
    made = next((one for one in each if one), None)
    if made is None or not none:
        return made
    return lambda data: made(data) if data else None


def _many(kind: Callable[[Iterable[object]], object], one: Maker | None) -> Maker | None:
    """Some of a kind, one a line where nothing else is said, as blank lines would be part of a page."""
    if one is None:
        return None
    return lambda data: kind(
        one(part) for part in data.split(b"\n\n\n" if b"\n\n\n" in data else b"\n")[:MOST]
    )


def _fixed(each: list[Maker | None]) -> Maker | None:
    makers = [one for one in each if one is not None]
    if len(makers) < len(each):
        return None
    return lambda data: tuple(
        one(part)
        for one, part in zip(makers, (data.split(b"|", len(makers) - 1) + [b""] * len(makers)), strict=False)
    )


def parameters(function: Callable[..., object]) -> Iterator[tuple[inspect.Parameter, object]]:
    """Each parameter with its type; with its text, where that names what only a type checker knows."""
    for parameter in inspect.signature(function).parameters.values():
        wanted = parameter.annotation
        if isinstance(wanted, str):
            # Not typing.get_type_hints: one name that a recursive alias holds would hide all the others.
            with contextlib.suppress(NameError):
                wanted = eval(wanted, vars(sys.modules[function.__module__]))
        yield parameter, wanted


def caller(function: Callable[..., object]) -> Callable[[bytes], object]:
    """A call of `function` out of bytes: the last piece is its first argument, the others those that must be
    given, in their order. Raises Unmade for one that can't be made."""
    first, *others = parameters(function)
    made: list[tuple[inspect.Parameter, Maker]] = []
    for parameter, wanted in (first, *(one for one in others if _needed(one[0]))):
        how = maker(wanted)
        if how is None:
            raise Unmade(f"{function.__module__}.{function.__name__}({parameter.name}: {wanted})")
        made.append((parameter, how))

    def call(data: bytes) -> object:
        *heads, last = data.split(SPLIT, len(made) - 1)
        heads += [b""] * (len(made) - 1 - len(heads))
        given = [how(part) for (_, how), part in zip(made, (last, *heads), strict=True)]
        named = {parameter.name: value for (parameter, _), value in zip(made, given, strict=True)}
        plain = [
            named.pop(parameter.name) for parameter, _ in made if parameter.kind is not parameter.KEYWORD_ONLY
        ]
        return function(*plain, **named)

    return call


def _needed(parameter: inspect.Parameter) -> bool:
    return parameter.default is parameter.empty and parameter.kind not in (
        parameter.VAR_POSITIONAL,
        parameter.VAR_KEYWORD,
    )
