"""PostgreSQL.

Requests TLS, which every release answers with one letter, and reads the certificate where there is one.
Without TLS it requests encryption by GSSAPI, which is answered likewise; releases before 12 respond with an
error that names the versions of the protocol. No start-up is sent, so that no user, rule or version of the
server is known. Source: "Frontend/Backend Protocol" of PostgreSQL's documentation.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import postgresql
from leftopen.wire.read_message import read_message

_SPAN = re.compile(r"unsupported frontend protocol 1234\.5680: server supports (\d)\.\d to 3\.\d")
TLS, NO_TLS, HANDSHAKE = b"S", b"N", b"\x16"
NO_GSSAPI = (b"N", b"G")
SPEAKS = "speaks PostgreSQL's protocol"


def recognises(first: bytes) -> bool:
    """An error with a code and a text, in response to any opener."""
    return _error(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """The response about TLS, and what follows: the first byte of a handshake, or the response about
    GSSAPI."""
    await channel.send(postgresql.SSL_REQUEST, at=ReadLevel.BANNER)
    reply = await channel.read(1)
    if reply == TLS:
        await channel.start_tls()
        return TLS + HANDSHAKE
    if reply != NO_TLS:
        return reply
    await channel.send(postgresql.GSSENC_REQUEST, at=ReadLevel.BANNER)
    letter = await channel.read(1, reset_ends=True)
    error = await read_message(channel, _needed_of_error) if letter == b"E" else b""
    return reply + letter + error


def _needed_of_error(rest: bytes) -> int:
    return postgresql.needed(b"E" + rest)


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the two responses; a single letter, or an error of another server, tells the protocol only."""
    tls, rest = raw[:1], raw[1:]
    if tls not in (TLS, NO_TLS):
        tls, rest = b"", raw
    refusal = _error(rest)
    if refusal is not None:
        return _refused(refusal, tls)
    both = (tls == TLS and rest == HANDSHAKE) or (tls == NO_TLS and rest in NO_GSSAPI)
    if not both and raw not in (TLS, NO_TLS):
        return None
    said = "yes" if tls == TLS else "no"
    return ServiceFacts(
        data=f"TLS: {said}".encode(),
        product="PostgreSQL" if both else "",
        info="or a server with its protocol" if both else SPEAKS,
        tags=_tags(tls),
        blocks={"postgresql": {"tls": tls == TLS}},
    )


def _refused(refusal: postgresql.Refusal, tls: bytes) -> ServiceFacts:
    own = refusal.file.endswith(".c") and refusal.routine == "ProcessStartupPacket"
    block: dict[str, Json] = {"code": refusal.code, "error": refusal.text}
    if tls:
        block["tls"] = tls == TLS
    return ServiceFacts(
        data=f"{refusal.code}: {refusal.text}".encode(),
        product="PostgreSQL" if own else "",
        info=_release(refusal) if own else SPEAKS,
        tags=_tags(tls),
        blocks={"postgresql": block},
    )


def _tags(tls: bytes) -> tuple[str, ...]:
    return ("database", "starttls") if tls == TLS else ("database",)


def _error(raw: bytes) -> postgresql.Refusal | None:
    heard = postgresql.messages(raw)
    return postgresql.refusal(heard[0]) if len(heard) == 1 else None


def _release(refusal: postgresql.Refusal) -> str:
    """Release 12 knows the request, and release 9.6 added the field V."""
    if _SPAN.search(refusal.text) is None:
        return ""
    released = "9.6 to 11" if "V" in refusal.letters else "9.5 or earlier"
    return f"release {released} (from its error format)"


probe = Probe(
    opener=postgresql.SSL_REQUEST,
    recognises=recognises,
    ask=ask,
    read=read,
    ports=(5432, 5433, 5434, 6432, 26257),
    terse=(TLS, NO_TLS),
)
