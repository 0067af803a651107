"""The judge of what the product said to a server: pure, over the recorded bytes of one connection.

Whatever is not known to be harmless is an offence. A stream is read by its own first bytes, not by what the
server is: an HTTP request sent to a Redis is HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.servers import wirelog_http, wirelog_lines, wirelog_ssh
from tests.servers.offence import Kind, Offence

LONGEST = 65536
"""Bytes; no look at a server says so much."""


class Protocol(StrEnum):
    NOTHING = "nothing"
    HTTP = "http"
    LINES = "lines"
    SSH = "ssh"
    TLS = "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`asked` lists the commands in order, without their arguments."""

    protocol: Protocol
    asked: tuple[str, ...] = ()
    offences: tuple[Offence, ...] = ()


def judge(said: bytes, *, cut: bool = False) -> Judgement:
    """`said` is everything that one connection sent to the server; `cut` that the recording is not whole.
    Never raises on any bytes."""
    protocol = _protocol(said)
    asked, offences = _READERS[protocol](said[:LONGEST])
    if cut or len(said) > LONGEST:
        offences = (*offences, Offence(kind=Kind.UNREADABLE, text="more was sent than can be judged"))
    return Judgement(protocol=protocol, asked=asked, offences=offences)


def _protocol(said: bytes) -> Protocol:
    if not said:
        return Protocol.NOTHING
    if is_tls(said):
        return Protocol.TLS
    if said.startswith(b"SSH-"):
        return Protocol.SSH
    if wirelog_http.begins(said):
        return Protocol.HTTP
    return Protocol.LINES


def is_tls(said: bytes) -> bool:
    """A TLS record: handshake or alert, version 3.x."""
    return said[:1] in (b"\x16", b"\x15") and said[1:2] == b"\x03"


def _opaque(said: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """TLS can't be looked into; the same questions are judged in the clear on the servers without it."""
    return ("TLS",) if said else (), ()


_READERS = {
    Protocol.NOTHING: _opaque,
    Protocol.TLS: _opaque,
    Protocol.SSH: wirelog_ssh.read,
    Protocol.HTTP: wirelog_http.read,
    Protocol.LINES: wirelog_lines.read,
}
