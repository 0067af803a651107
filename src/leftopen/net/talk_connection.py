"""The connection of one talk: reused or opened at its start; kept for reuse or closed at its end."""

from __future__ import annotations

from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.tls import TlsFacts
from leftopen.model.verdict import Phase, Reason
from leftopen.net.connect import connected
from leftopen.net.connection_cache import NOTHING, ConnectionCache, IdleConnection
from leftopen.net.gate import Gate
from leftopen.net.stream import BareStream, Stream
from leftopen.net.tls import TlsFailed, TlsStream, upgrade


class TalkConnection:
    """`seconds` is what all connections of the talk may take together, `connect_seconds` what connecting may.
    `kept` holds what an earlier talk with this endpoint left; None: only this talk's own is reused, until its
    end."""

    def __init__(
        self,
        gate: Gate,
        endpoint: Endpoint,
        *,
        tls: bool,
        seconds: float,
        connect_seconds: float | None,
        kept: ConnectionCache | None,
    ) -> None:
        self.stream: Stream | None = None
        self.tls_facts: TlsFacts | None = None
        self._gate = gate
        self._endpoint = endpoint
        self._tls = tls
        self._seconds = seconds
        self._connect_seconds = connect_seconds
        self._alone = kept is None
        self._kept = kept or ConnectionCache()

    @property
    def left(self) -> float:
        """Seconds."""
        if self.stream is None:
            return self._seconds
        return self.stream.deadline - self._gate.monotonic()

    async def taken(self, speaks: str) -> IdleConnection | None:
        """The cached connection, if a talk of that kind may reuse it; it is now this talk's `stream`."""
        self._gate.check_name(self._endpoint.address, self._endpoint.name)
        now = self._gate.monotonic()
        line = self._kept.take(self._endpoint, tls=self._tls, speaks=speaks, now=now)
        if line is None:
            return None
        self.stream = line.stream
        await self._gate.again(self._endpoint.address, self._endpoint.port)
        line.stream.deadline = self._gate.monotonic() + self._seconds
        if isinstance(line.stream, TlsStream):
            self.tls_facts = line.stream.facts
        return line

    async def opened(self) -> Stream:
        """A new connection as `stream`, inside TLS where the service is."""
        self._gate.check_name(self._endpoint.address, self._endpoint.name)
        bare = await self.beside(self._endpoint.port)
        try:
            self.stream = await self._shaken(bare) if self._tls else bare
        except BaseException:
            bare.close()
            raise
        return self.stream

    async def beside(self, port: int, *, second: bool = False) -> BareStream:
        """A connection that the caller closes. `second`: the talk already holds one."""
        left = self.left
        if left <= 0:
            raise TalkEnded(Reason.TIMEOUT, Phase.CONNECT)
        address = self._endpoint.address
        return await connected(self._gate, address, port, left, self._connect_seconds, second=second)

    async def start_tls(self, bare: Stream) -> None:
        """Continues inside TLS; after a failure there is no connection left."""
        try:
            self.stream = await self._shaken(bare)
        except BaseException:
            self.let_go()
            raise

    def let_go(self, *, speaks: str = NOTHING, said: bytes = b"") -> None:
        """Releases the connection; the rest of its time is left for the next one. It is kept for reuse where
        only the server has spoken, namely `said`, or where the last thing on it was a whole response in the
        protocol `speaks`; otherwise it is closed."""
        stream = self.stream
        if stream is None:
            return
        self._seconds, self.stream = self.left, None
        if not said and speaks == NOTHING:
            stream.close()
            return
        now = self._gate.monotonic()
        self._kept.put(
            IdleConnection(
                stream=stream, endpoint=self._endpoint, tls=self._tls, speaks=speaks, since=now, said=said
            )
        )

    def lapse(self) -> None:
        """The reused connection was dead: from now on every talk of the session gets a new one."""
        self._kept.lapse()

    def end(self) -> None:
        """The talk is over: closes what only this talk could reuse."""
        if self._alone:
            self._kept.close()

    async def _shaken(self, bare: Stream) -> Stream:
        try:
            inside = await upgrade(bare, server_name=self._endpoint.name)
        except TlsFailed as failed:
            self.tls_facts = failed.facts
            raise
        self.tls_facts = inside.facts
        return inside
