"""The conversation that a probe or a check is lent: one endpoint, a budget, a deadline, a transcript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.level import Level
from leftopen.model.tls import TlsFacts
from leftopen.model.transcript import Transcript
from leftopen.model.verdict import Phase, Reason
from leftopen.net import exchange
from leftopen.net.budget import Budget
from leftopen.net.connect import open_stream
from leftopen.net.gate import Gate
from leftopen.net.stream import Stream
from leftopen.net.tls import TlsFailed, upgrade
from leftopen.net.transcript import Scribe
from leftopen.wire import http

BANNER = 4096


class NetChannel:
    """`model.channel.Channel` over the network. Use it as an async context manager, or `close` it.

    `deadline` is the seconds of all of the talk, waits at the gate excepted; `budget` the bytes of all reads.
    `digest` (keyed, hex) and `excerpts` (masked) see raw bytes and give what the transcript keeps. It holds
    one connection (`get` closes the one that `send` and `read` use), two only within `beside`. A reading
    level that the scope does not allow, and a spent budget, end the talk before anything is sent.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        endpoint: Endpoint,
        tls: bool,
        level: Level,
        requests: int,
        budget: int,
        deadline: float,
        agent: str,
        digest: Callable[[bytes], str],
        excerpts: Callable[[Sequence[bytes]], list[str]],
        connect_timeout: float | None = None,
    ) -> None:
        self.tls_facts: TlsFacts | None = None
        self._gate = gate
        self._endpoint = endpoint
        self._tls = tls
        self._budget = Budget(level=level, requests=requests, bytes=budget)
        self._seconds = deadline
        self._connect_seconds = connect_timeout
        self.ended = False
        self._agent = agent
        self._scribe = Scribe(digest, excerpts, gate.monotonic)
        self._open: AsyncExitStack | None = None
        self._stream: Stream | None = None
        self._held = b""
        self._at = Level.BANNER

    @property
    def level(self) -> Level:
        return self._budget.level

    @property
    def left(self) -> int:
        return max(0, self._budget.bytes)

    @property
    def transcript(self) -> Transcript:
        return self._scribe.lines

    async def send(self, data: bytes, *, at: Level = Level.METADATA) -> None:
        self._budget.ask(at)
        stream = await self._opened()
        self._gate.counts.requests += 1
        self._at = at
        self._scribe.sent(data, at)
        stream.send(data)

    async def read(self, limit: int = BANNER, *, reset_ends: bool = False) -> bytes:
        if not self._held:
            try:
                return await self._read(limit) or b""
            except TalkEnded as ended:
                if not reset_ends or (ended.reason, ended.phase) != (Reason.REFUSED, Phase.ASK):
                    raise
                return b""
        piece, self._held = self._held[:limit], self._held[limit:]
        return piece

    async def read_until(self, end: bytes, limit: int = BANNER) -> bytes:
        """What follows `end` is held for the next read."""
        heard = bytearray()
        looked = 0
        while (at := heard.find(end, max(0, looked - len(end)))) < 0 and len(heard) < limit:
            looked = len(heard)
            piece = await self.read(limit - len(heard))
            if not piece:
                return bytes(heard)
            heard += piece
        if at < 0:
            return bytes(heard)
        stop = at + len(end)
        self._held = bytes(heard[stop:]) + self._held
        return bytes(heard[:stop])

    async def first(self, wait: float) -> bytes:
        """What the server says unasked, when it begins within `wait` seconds; at most 4 KiB. b'' when it
        stayed silent, or (then `ended` is true) hung up."""
        await self._opened()
        return await self._read(BANNER, self._gate.monotonic() + wait) or b""

    async def get(
        self,
        path: str,
        *,
        at: Level = Level.METADATA,
        limit: int = http.BODY,
        method: str = "GET",
        depth: int = 0,
        body: bytes = b"",
    ) -> Reply:
        """Raises TalkEnded (`cut`: nothing came, `other_protocol`: no HTTP came …), and ValueError as
        `wire.http.request` does."""
        question = http.request(path, self._host(), self._agent, method=method, depth=depth, body=body)
        self._budget.ask(at)
        room = self._budget.room(self._budget.bytes)
        await self.hang_up()
        stream = await self._opened()
        self._gate.counts.requests += 1
        self._scribe.sent(question, at)
        raw = bytearray()
        try:
            return await exchange.ask(stream, question, raw, limit=min(limit, room), room=room, method=method)
        finally:
            self._budget.spend(len(raw))
            self._scribe.heard(bytes(raw), at)
            await self.hang_up()

    async def start_tls(self) -> None:
        """What was read ahead of the handshake is dropped: it came from outside the encryption."""
        bare = await self._opened()
        self._held = b""
        self._stream = await self._shake(bare)

    async def beside(
        self, port: int, *, at: Level = Level.LISTING, limit: int = 16384, say: bytes = b""
    ) -> bytes:
        self._budget.ask(at)
        seconds = self._left_seconds()
        if not 0 < port < 65536 or seconds <= 0:
            raise TalkEnded(Reason.NOT_UNDERSTOOD if seconds > 0 else Reason.TIMEOUT, Phase.ASK)
        heard = bytearray()
        try:
            async with open_stream(
                self._gate, self._endpoint.address, port, seconds, self._connect_seconds, second=True
            ) as stream:
                self._gate.counts.requests += 1
                granted = not say or await self._granted(say, at)
                while (
                    granted
                    and len(heard) < limit
                    and (piece := await stream.read(self._budget.room(limit - len(heard))))
                ):
                    self._budget.spend(len(piece))
                    heard += piece
        finally:
            self._scribe.heard(bytes(heard), at)
        return bytes(heard)

    async def _granted(self, say: bytes, at: Level) -> bool:
        """Does the first connection's answer begin as FTP's success? It is kept for the next read."""
        first = await self._opened()
        self._at = at
        self._scribe.sent(say, at)
        first.send(say)
        answer = await self.read(1)
        self._held = answer + self._held
        return answer in (b"1", b"2")

    async def close(self) -> None:
        await self.hang_up()

    async def __aenter__(self) -> NetChannel:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _read(self, limit: int, until: float | None = None) -> bytes | None:
        room = self._budget.room(limit)
        stream = await self._opened()
        piece = await stream.read(room, until)
        self.ended = piece == b""
        self._budget.spend(len(piece or b""))
        self._scribe.heard(piece or b"", self._at)
        return piece

    async def _opened(self) -> Stream:
        if self._stream is None:
            if self._seconds <= 0:
                raise TalkEnded(Reason.TIMEOUT, Phase.CONNECT)
            self._open = AsyncExitStack()
            bare = await self._open.enter_async_context(
                open_stream(
                    self._gate,
                    self._endpoint.address,
                    self._endpoint.port,
                    self._seconds,
                    self._connect_seconds,
                )
            )
            self._stream = await self._shake(bare) if self._tls else bare
        return self._stream

    async def _shake(self, bare: Stream) -> Stream:
        try:
            inside = await upgrade(bare, server_name=self._endpoint.name)
        except TalkEnded as ended:
            if isinstance(ended, TlsFailed):
                self.tls_facts = ended.facts
            await self._let_go()
            raise
        self.tls_facts = inside.facts
        return inside

    def _left_seconds(self) -> float:
        if self._stream is None:
            return self._seconds
        return self._stream.deadline - self._gate.monotonic()

    async def hang_up(self) -> None:
        """What is left of this connection's time is what the next one gets."""
        if self._stream is not None:
            self._seconds = self._left_seconds()
            self._stream = None
        self._held = b""
        self._at = Level.BANNER
        await self._let_go()

    async def _let_go(self) -> None:
        """Closes the connection that is open, or was about to be, and gives its place back."""
        if self._open is not None:
            held, self._open = self._open, None
            await held.aclose()

    def _host(self) -> str:
        endpoint = self._endpoint
        host = endpoint.name or (
            str(endpoint.address) if endpoint.address.is_ipv4 else f"[{endpoint.address}]"
        )
        return host if endpoint.port == (443 if self._tls else 80) else f"{host}:{endpoint.port}"
