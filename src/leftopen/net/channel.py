"""The channel of a probe or check to one endpoint, with a budget, a deadline and a transcript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.read_level import ReadLevel
from leftopen.model.tls import TlsFacts
from leftopen.model.transcript import Transcript
from leftopen.model.verdict import Phase, Reason
from leftopen.net import exchange
from leftopen.net.budget import Budget
from leftopen.net.connection_cache import NOTHING, ConnectionCache, IdleConnection
from leftopen.net.gate import Counts, Gate, count_request
from leftopen.net.stream import Stream
from leftopen.net.talk_connection import TalkConnection
from leftopen.net.transcript import TranscriptRecorder
from leftopen.wire.http import framing, message

BANNER = 4096
HTTP = "http"
PATIENCE = 0.25
"""The share of the remaining deadline in which a server must begin its response on a reused connection: some
read no second request on one, and stay silent."""


class NetChannel:
    """`model.channel.Channel` over the network. Use it as an async context manager, or `close` it.

    `deadline` is in seconds for the whole talk, without waits at the gate; `budget` is the bytes of all
    reads. `digest` (keyed, hex) and `excerpts` (masked) get raw bytes and return what the transcript stores.
    The channel holds one connection (`get` closes the one that `send` and `read` use), two only within
    `beside`. A read level that the scope does not allow, and a spent budget, end the talk before anything is
    sent. `kept` holds the connection that an earlier talk with this endpoint left; without it, only this
    talk's own is reused. `sent` counts its requests beside those of the gate.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        endpoint: Endpoint,
        tls: bool,
        level: ReadLevel,
        requests: int,
        budget: int,
        deadline: float,
        agent: str,
        digest: Callable[[bytes], str],
        excerpts: Callable[[Sequence[bytes]], list[str]],
        connect_timeout: float | None = None,
        kept: ConnectionCache | None = None,
        sent: Counts | None = None,
    ) -> None:
        self._gate = gate
        self._endpoint = endpoint
        self._tls = tls
        self._budget = Budget(level=level, requests=requests, bytes=budget)
        self._link = TalkConnection(
            gate, endpoint, tls=tls, seconds=deadline, connect_seconds=connect_timeout, kept=kept
        )
        self.ended = False
        self._agent, self._sent = agent, sent
        self._scribe = TranscriptRecorder(digest, excerpts, gate.monotonic)
        # What the server sent unasked on this connection while nothing was sent to it; the part of it that an
        # earlier talk has read and this one has not; the protocol of the last whole response on it.
        self._unasked: bytearray | None = None
        self._again = self._held = b""
        self._speaks = NOTHING
        self._at = ReadLevel.BANNER

    @property
    def tls_facts(self) -> TlsFacts | None:
        """From the last handshake, also a failed one."""
        return self._link.tls_facts

    @property
    def level(self) -> ReadLevel:
        return self._budget.level

    @property
    def host(self) -> str:
        """The Host header."""
        return self._endpoint.authority(tls=self._tls)

    @property
    def left(self) -> int:
        return max(0, self._budget.bytes)

    @property
    def transcript(self) -> Transcript:
        return self._scribe.lines

    async def send(self, data: bytes, *, at: ReadLevel = ReadLevel.METADATA) -> None:
        self._budget.ask(at)
        stream = await self._opened()
        count_request(self._gate.counts, self._sent)
        self._at = at
        self._unasked = None
        self._scribe.sent(data, at)
        stream.send(data)

    def whole(self, speaks: str) -> None:
        """The last response is complete and another request of that protocol may follow: the connection may
        be reused after this talk."""
        self._speaks = speaks

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
        """What follows `end` is buffered for the next read."""
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
        """What the server sends unasked, if it begins within `wait` seconds; at most 4 KiB. b'' when it
        stayed silent, or (then `ended` is true) closed the connection."""
        await self._opened()
        return await self._read(BANNER, self._gate.monotonic() + wait) or b""

    async def get(
        self,
        path: str,
        *,
        at: ReadLevel = ReadLevel.METADATA,
        limit: int = message.BODY,
        method: str = "GET",
        depth: int = 0,
        body: bytes = b"",
        accept: str = "*/*",
        cookie: str = "",
        span: tuple[int, int] | None = None,
    ) -> Reply:
        """Raises TalkEnded (`cut`: no response, `other_protocol`: the response is no HTTP …), and ValueError
        as `wire.http.message.request` does."""
        question = message.request(
            path, self.host, self._agent, method=method, depth=depth, body=body, accept=accept,
            cookie=cookie, span=span,
        )  # fmt: skip
        self._budget.ask(at)
        room = self._budget.room(self._budget.bytes)
        await self.hang_up()
        asked = exchange.HttpExchange(data=question, at=at, limit=min(limit, room), room=room, method=method)
        line = await self._link.taken(HTTP)
        reply = await self._asked_again(line, asked) if line is not None else None
        return reply or await self._asked(await self._link.opened(), asked)

    async def _asked_again(self, line: IdleConnection, asked: exchange.HttpExchange) -> Reply | None:
        """Sends it over the reused connection. None when that was dead: not one byte of a response came."""
        before = self._budget.bytes
        try:
            patience = self._gate.monotonic() + PATIENCE * self._link.left
            return await self._asked(line.stream, asked, patience)
        except TalkEnded as ended:
            dead = ended.reason in (Reason.CUT, Reason.REFUSED, Reason.TIMEOUT)
            if not dead or ended.phase is not Phase.ASK or self._budget.bytes != before:
                raise
        self._link.lapse()
        return None

    async def _asked(self, stream: Stream, asked: exchange.HttpExchange, until: float | None = None) -> Reply:
        count_request(self._gate.counts, self._sent)
        self._scribe.sent(asked.data, asked.at)
        raw = bytearray()
        try:
            reply = await exchange.ask(stream, asked, raw, until)
            if framing.ends(bytes(raw), asked.method):
                self.whole(HTTP)
            return reply
        finally:
            self._budget.spend(len(raw))
            self._scribe.heard(bytes(raw), asked.at)
            self._let_go()

    async def start_tls(self) -> None:
        """What was read ahead of the handshake is dropped: it came from outside the encryption."""
        bare = await self._opened()
        self._held = self._again = b""
        self._unasked = None
        await self._link.start_tls(bare)

    async def beside(
        self, port: int, *, at: ReadLevel = ReadLevel.LISTING, limit: int = 16384, say: bytes = b""
    ) -> bytes:
        self._budget.ask(at)
        seconds = self._link.left
        if not 0 < port < 65536 or seconds <= 0:
            raise TalkEnded(Reason.NOT_UNDERSTOOD if seconds > 0 else Reason.TIMEOUT, Phase.ASK)
        heard = bytearray()
        try:
            stream = await self._link.beside(port, second=True)
            try:
                count_request(self._gate.counts, self._sent)
                granted = not say or await self._granted(say, at)
                while (
                    granted
                    and len(heard) < limit
                    and (piece := await stream.read(self._budget.room(limit - len(heard))))
                ):
                    self._budget.spend(len(piece))
                    heard += piece
            finally:
                stream.close()
        finally:
            self._scribe.heard(bytes(heard), at)
        return bytes(heard)

    async def _granted(self, say: bytes, at: ReadLevel) -> bool:
        """Does the first connection's response begin as FTP's success? It is buffered for the next read."""
        first = await self._opened()
        self._at = at
        self._unasked = None
        self._scribe.sent(say, at)
        first.send(say)
        answer = await self.read(1)
        self._held = answer + self._held
        return answer in (b"1", b"2")

    async def close(self) -> None:
        """Keeps the connection that the next talk may reuse, closes everything else."""
        if self._unasked and not self.ended and len(self._unasked) <= BANNER:
            self._let_go(bytes(self._unasked) + self._again)
        elif self._held:
            await self.hang_up()
        else:
            self._let_go()
        self._link.end()

    async def __aenter__(self) -> NetChannel:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _read(self, limit: int, until: float | None = None) -> bytes | None:
        room = self._budget.room(limit)
        stream = await self._opened()
        piece: bytes | None
        if self._again:
            piece, self._again = self._again[:room], self._again[room:]
        else:
            piece = await stream.read(room, until)
        self.ended = piece == b""
        if self._unasked is not None:
            self._unasked += piece or b""
        self._budget.spend(len(piece or b""))
        self._scribe.heard(piece or b"", self._at)
        return piece

    async def _opened(self) -> Stream:
        """The connection of `send` and `read`: the open one, one on which only the server has spoken, or a
        new one."""
        if self._link.stream is not None:
            return self._link.stream
        line = await self._link.taken(NOTHING)
        stream = line.stream if line is not None else await self._link.opened()
        self._again = line.said if line is not None else b""
        self._unasked = bytearray()
        return stream

    async def hang_up(self) -> None:
        self._speaks = NOTHING
        self._let_go()

    def _let_go(self, text: bytes = b"") -> None:
        """Releases the connection. `said`: what the server sent unasked, where nothing was sent to it."""
        speaks, self._speaks = self._speaks, NOTHING
        self._unasked = None
        self._held = self._again = b""
        self._at = ReadLevel.BANNER
        self._link.let_go(speaks=speaks, said=text)
