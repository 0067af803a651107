"""TLS over a stream, without trust: it shows what a server presents, and verifies nothing.

Old servers work too (every protocol and cipher that this machine's OpenSSL still has), and a certificate is
stored whole even when it is expired, self-signed or malformed. OpenSSL works on memory here, so the stream's
deadline and the byte cap hold inside the handshake too.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from functools import cache
from typing import Any

from leftopen.model.channel import TalkEnded
from leftopen.model.tls import TlsFacts
from leftopen.model.verdict import Phase, Reason
from leftopen.net import certificates
from leftopen.net.stream import BUFFER, Stream

HANDSHAKE_BYTES = 256 * 1024
_LEGACY_SERVER_CONNECT = 0x4
_NO_HANDSHAKE = {
    Reason.REFUSED: "connection reset",
    Reason.CUT: "the stream ended",
    Reason.NOT_UNDERSTOOD: "the handshake was too long",
}


class TlsFailed(TalkEnded):
    """The TLS handshake failed; `facts` holds what was seen before that (perhaps the certificate)."""

    def __init__(self, facts: TlsFacts) -> None:
        super().__init__(Reason.TLS_FAILED, Phase.TLS)
        self.facts = facts


async def upgrade(stream: Stream, *, server_name: str = "", alpn: Sequence[str] = ()) -> TlsStream:
    """Runs the handshake under the stream's deadline, reading at most 256 KiB.

    Raises TlsFailed for whatever is no TLS or ends early; TalkEnded (`timeout`, phase tls) at the deadline;
    `stopped` from the gate. The caller still owns and closes the stream.
    """
    inside = TlsStream(stream, _context(tuple(alpn)), server_name)
    witness = inside.session.witness
    try:
        await inside.shake()
    except ssl.SSLError as error:
        raise TlsFailed(witness.facts(None, failed=error.reason or "handshake failed")) from None
    except TalkEnded as ended:
        if ended.reason in _NO_HANDSHAKE:
            raise TlsFailed(witness.facts(None, failed=_NO_HANDSHAKE[ended.reason])) from None
        if ended.phase is Phase.ASK:
            raise TalkEnded(ended.reason, Phase.TLS) from None
        raise
    inside.facts = witness.facts(inside.session, failed="")
    return inside


class TlsStream:
    """A `Stream` inside another one."""

    def __init__(self, under: Stream, context: ssl.SSLContext, server_name: str) -> None:
        self.facts = TlsFacts()
        self._under = under
        self._in = ssl.MemoryBIO()
        self._out = ssl.MemoryBIO()
        self._over = False
        self.session = _session(context, self._in, self._out, server_name)

    @property
    def deadline(self) -> float:
        return self._under.deadline

    @deadline.setter
    def deadline(self, moment: float) -> None:
        self._under.deadline = moment

    async def shake(self) -> None:
        """Raises ssl.SSLError; TalkEnded as the stream below does, `cut`, or `not_understood` (too long)."""
        room = HANDSHAKE_BYTES
        while True:
            try:
                self.session.do_handshake()
                return
            except ssl.SSLWantReadError:
                pass
            finally:
                # After a failure too: the other side must get the alert that explains it.
                self._flush()
            piece = await self._under.read(min(BUFFER, room))
            room -= len(piece or b"")
            if not piece or room <= 0:
                raise TalkEnded(Reason.CUT if not piece else Reason.NOT_UNDERSTOOD, Phase.TLS)
            self._in.write(piece)

    def send(self, data: bytes) -> None:
        try:
            self.session.write(data)
        except ssl.SSLError:
            raise TalkEnded(Reason.TLS_FAILED, Phase.TLS) from None
        finally:
            self._flush()

    async def read(self, limit: int, until: float | None = None) -> bytes | None:
        while True:
            try:
                return self.session.read(limit)
            except ssl.SSLWantReadError:
                self._flush()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""
            except ssl.SSLError:
                raise TalkEnded(Reason.TLS_FAILED, Phase.TLS) from None
            piece = await self._under.read(BUFFER, until)
            if piece is None:
                return None
            if piece:
                self._in.write(piece)
            else:
                self._in.write_eof()

    def alive(self) -> bool:
        return not self._over and self._under.alive()

    def quiet(self) -> bool:
        return not self.arrived() and self.alive()

    def arrived(self) -> bytes:
        """Session tickets and the like are consumed on the way."""
        self._in.write(self._under.arrived())
        try:
            return self.session.read(BUFFER)
        except ssl.SSLWantReadError:
            self._flush()
        except ssl.SSLError:
            self._over = True
        return b""

    def close(self) -> None:
        self._under.close()

    def _flush(self) -> None:
        data = self._out.read()
        if data:
            self._under.send(data)


class _Witness:
    """Records the handshake's messages as OpenSSL reports them."""

    def __init__(self) -> None:
        self._chain: tuple[bytes, ...] = ()

    def see(self, direction: str, version: int, content: int, kind: int, data: bytes) -> None:
        if direction == "read" and kind == certificates.CERTIFICATE and content == _HANDSHAKE:
            self._chain = certificates.certificate_chain(data, tls13=version == ssl.TLSVersion.TLSv1_3)

    def facts(self, session: ssl.SSLObject | None, failed: str) -> TlsFacts:
        cipher = session.cipher() if session else None
        own = session.getpeercert(binary_form=True) if session else None
        chain = self._chain or ((own,) if own else ())
        return TlsFacts(
            version=(session.version() or "") if session else "",
            cipher=cipher[0] if cipher else "",
            bits=(cipher[2] or 0) if cipher else 0,
            der=chain[0] if chain else b"",
            chain=chain,
            alpn=(session.selected_alpn_protocol() or "") if session else "",
            failed=failed.replace("_", " ").lower()[:200],
        )


_HANDSHAKE = 22


class _Session(ssl.SSLObject):
    """One handshake and what was seen of it."""

    witness: _Witness


def _session(
    context: ssl.SSLContext, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, server_name: str
) -> _Session:
    session = context.wrap_bio(incoming, outgoing, server_hostname=server_name or None)
    if not isinstance(session, _Session):
        raise TypeError("a context that makes other sessions")
    session.witness = _Witness()
    return session


def _reported(session: _Session, *message: Any) -> None:
    """Passes OpenSSL's report of one message to that handshake's own witness."""
    session.witness.see(*message)


@cache
def _context(alpn: tuple[str, ...]) -> ssl.SSLContext:
    """Built once: setting the ciphers takes as long as a handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:ALL:COMPLEMENTOFALL:@SECLEVEL=0")
    # A server that asks for renegotiation again and again would use up our processor.
    context.options |= _LEGACY_SERVER_CONNECT | ssl.OP_NO_RENEGOTIATION
    if alpn:
        context.set_alpn_protocols(list(alpn))
    # No public name gives the certificates of a failed handshake.
    setattr(context, "_msg_callback", _reported)  # noqa: B010
    context.sslobject_class = _Session
    return context
