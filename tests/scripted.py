"""A channel that follows a script: what a leaf sends must be what the test expects, in order or by path.

It keeps the same budget and reading level as the real channel, so that a leaf that asks too much fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Phase, Reason, too_deep
from leftopen.wire.http import message
from tests.sent.book import RECORDER, Request

T = TypeVar("T")
Answer = bytes | Reply | TalkEnded
NOT_FOUND = Reply(status=404, phrase="Not Found", head=b"HTTP/1.1 404 Not Found\r\n\r\n")


def page(status: int, body: bytes = b"", *, phrase: str = "", **headers: str) -> Reply:
    """An HTTP reply as the wire codec gives it; `content_type="…"` becomes `Content-Type: …`."""
    named = tuple((name.replace("_", "-").title(), value) for name, value in headers.items())
    lines = [f"HTTP/1.1 {status} {phrase}".rstrip(), *(f"{name}: {value}" for name, value in named)]
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    return Reply(status=status, phrase=phrase, headers=named, body=body, head=head)


class Scripted:
    """Implements `model.channel.Channel`.

    `banner` what the server says first on each connection; `talk` pairs of (expected bytes or None for any,
    answer), also of what is said beside; `pages` path to reply, `Reply` 404 for every other path; `beside`
    port to what it says. `heard` lists what was asked.
    """

    def __init__(
        self,
        talk: Sequence[tuple[bytes | None, Answer]] = (),
        *,
        pages: Mapping[str, Answer] | None = None,
        banner: bytes = b"",
        budget: int = 100,
        level: ReadLevel = ReadLevel.SAMPLE,
        piece: int = 4096,
        beside: Mapping[int, bytes] | None = None,
        left: int = 65536,
    ) -> None:
        self._talk = list(talk)
        self._pages = dict(pages or {})
        self._banner = self._waiting = banner
        self._budget = budget
        self._level = level
        self._piece = piece
        self._beside = dict(beside or {})
        self._left = left
        self.in_tls = False
        self.heard: list[bytes | str] = []

    @property
    def level(self) -> ReadLevel:
        return self._level

    @property
    def left(self) -> int:
        """Bytes of the allowance that are left."""
        return self._left

    @property
    def requests(self) -> int:
        """How many requests of the budget were used."""
        return len(self.heard)

    async def send(self, data: bytes, *, at: ReadLevel = ReadLevel.METADATA) -> None:
        self._spend(data, at)
        RECORDER.take(at, data)
        self._answer(data)

    def _answer(self, data: bytes) -> None:
        assert self._talk, f"nothing in the script expects {data!r}"
        expected, answer = self._talk.pop(0)
        assert expected is None or expected == data, f"expected {expected!r}, was sent {data!r}"
        if isinstance(answer, TalkEnded):
            raise answer
        assert isinstance(answer, bytes)
        self._waiting += answer

    async def read(self, limit: int = 4096, *, reset_ends: bool = False) -> bytes:
        size = min(limit, self._piece)
        part, self._waiting = self._waiting[:size], self._waiting[size:]
        self._left -= len(part)
        return part

    async def read_until(self, end: bytes, limit: int = 4096) -> bytes:
        found = self._waiting.find(end)
        size = min(limit, len(self._waiting) if found < 0 else found + len(end))
        part, self._waiting = self._waiting[:size], self._waiting[size:]
        self._left -= len(part)
        return part

    async def start_tls(self) -> None:
        self.in_tls = True

    async def hang_up(self) -> None:
        self._waiting = self._banner

    async def beside(
        self, port: int, *, at: ReadLevel = ReadLevel.LISTING, limit: int = 16384, say: bytes = b""
    ) -> bytes:
        self._spend(f"beside {port}", at)
        assert port in self._beside, f"nothing in the script expects a connection to {port}"
        if say:
            RECORDER.take(at, say)
            self._answer(say)
            if self._waiting[:1] not in (b"1", b"2"):
                return b""
        part = self._beside[port][:limit]
        self._left -= len(part)
        return part

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
        """`pages` has the path alone for a GET, `METHOD path` for any other."""
        message.request(
            path, "a", "b", method=method, depth=depth, body=body, accept=accept, cookie=cookie, span=span
        )
        asked = path if method == "GET" else f"{method} {path}"
        self._spend(asked, at)
        RECORDER.take(at, Request(method=method, path=path, depth=depth, body=body.decode()))
        answer = self._pages.get(asked, NOT_FOUND)
        if isinstance(answer, TalkEnded):
            raise answer
        assert isinstance(answer, Reply)
        limit = min(limit, max(self._left, 0))
        self._left -= len(answer.head) + min(limit, len(answer.body))
        if len(answer.body) <= limit:
            return answer
        return replace(answer, body=answer.body[:limit], cut=True)

    def _spend(self, what: bytes | str, at: ReadLevel) -> None:
        if not self._level.allows(at):
            raise TalkEnded(too_deep(at), Phase.ASK)
        if len(self.heard) >= self._budget:
            raise TalkEnded(Reason.BUDGET_SPENT, Phase.ASK)
        self.heard.append(what)


def finish(talk: Awaitable[T]) -> T:
    """Runs one leaf's conversation to its end."""

    async def whole() -> T:
        return await talk

    return asyncio.run(whole())
