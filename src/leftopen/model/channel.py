"""The channel through which a probe or check talks to a target. The pipeline provides it; `net.channel` is
the real one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Phase, Reason


class TalkEnded(Exception):
    """A talk with a target stopped before it was complete; the pipeline makes it an `unknown`."""

    def __init__(self, reason: Reason, phase: Phase) -> None:
        super().__init__(f"{reason.value} during {phase.value}")
        self.reason = reason
        self.phase = phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One HTTP response, bounded. `body` is at most the cap; `cut` means that more would have come."""

    status: int
    phrase: str = ""
    version: str = "HTTP/1.1"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cut: bool = False
    head: bytes = b""

    def header(self, name: str) -> str:
        """The first value of that name, case-insensitive, or ''."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value
        return ""


class Channel(Protocol):
    """Opens lazily at the first byte sent or read; every `send` and every `get` is one request of the budget.

    All calls raise `TalkEnded` (refused, timeout, cut, budget_spent, needs_listing …); a probe or check never
    catches it. Only what reads a sample does (`wire.sample_reading`): its list was shown before.
    """

    @property
    def level(self) -> ReadLevel:
        """The read level that the scope allows."""
        ...

    @property
    def left(self) -> int:
        """The number of bytes that may still be read in this talk."""
        ...

    async def send(self, data: bytes, *, at: ReadLevel = ReadLevel.METADATA) -> None:
        """Sends raw bytes; `at` is the read level of the response."""
        ...

    async def read(self, limit: int = 4096, *, reset_ends: bool = False) -> bytes:
        """What arrives next, at most `limit` bytes; b'' at the end of the stream. `reset_ends`: a reset by
        the other side counts as the end too; some servers reset a client that still had something to send."""
        ...

    async def read_until(self, end: bytes, limit: int = 4096) -> bytes:
        """Up to and including `end`, or what came before the limit or the end of the stream."""
        ...

    async def start_tls(self) -> None:
        """Continues inside TLS on the open connection, after the protocol's own STARTTLS was granted. The
        presented certificate becomes part of the observation."""
        ...

    async def hang_up(self) -> None:
        """Ends the open connection; the next `send` or `read` opens a new one."""
        ...

    async def beside(
        self, port: int, *, at: ReadLevel = ReadLevel.LISTING, limit: int = 16384, say: bytes = b""
    ) -> bytes:
        """Everything that a second connection to `port` of the same address sends unasked (FTP's data
        connection), while the first one stays open. Counts as one request.

        `say` is sent on the first connection once the second one is open. If the first responds with neither
        1 nor 2 as its first byte (a refusal), the second one would stay silent, so that b'' is returned at
        once; the first one's response is still to be read.
        """
        ...

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
        """One HTTP request (inside TLS where the observation had it), never on the connection of `send` and
        `read`. No redirect is followed. `cookie`: only what this server itself set in this look. `method` one
        of those that only read; POST only with a path and a body that `wire.http.safe_requests` lists,
        PROPFIND with none or the one listed there. `depth` is PROPFIND's. `span`: the first and the last byte
        that a GET wants; a server may send all of them instead."""
        ...
