"""PostgreSQL.

Requests TLS first, to read the certificate, then sends a start-up packet with a protocol version that does
not exist (255.0). The response is an error that names the supported versions, before the server evaluates any
user name or rule. The server's own version is not available before login; the form of the error limits the
possible releases, and `info` states them. Source: "Frontend/Backend Protocol" of PostgreSQL's documentation.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import postgresql
from leftopen.wire.read_message import read_message

_SPAN = re.compile(r"unsupported frontend protocol 255\.0: server supports (\d)\.(\d) to (\d)\.(\d)")


def recognises(first: bytes) -> bool:
    """An error with a code and a text, in response to any opener."""
    return _error(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """The response about TLS and the error after it."""
    await channel.send(postgresql.SSL_REQUEST, at=ReadLevel.BANNER)
    reply = await channel.read(1)
    if reply == b"S":
        await channel.start_tls()
    elif reply != b"N":
        return reply
    await channel.send(postgresql.NO_VERSION, at=ReadLevel.BANNER)
    return reply + await read_message(channel, postgresql.needed)


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the error, with or without a preceding response about TLS."""
    tls, error = (raw[:1], raw[1:]) if raw[:1] in (b"S", b"N") else (b"", raw)
    refusal = _error(error)
    if refusal is None:
        return None
    own = refusal.file.endswith(".c") and refusal.routine == "ProcessStartupPacket"
    block: dict[str, Json] = {"code": refusal.code, "error": refusal.text}
    if tls:
        block["tls"] = tls == b"S"
    return ServiceFacts(
        data=f"{refusal.code}: {refusal.text}".encode(),
        product="PostgreSQL" if own else "",
        info=_release(refusal) if own else "speaks PostgreSQL's protocol",
        tags=("database", "starttls") if tls == b"S" else ("database",),
        blocks={"postgresql": block},
    )


def _error(raw: bytes) -> postgresql.Refusal | None:
    heard = postgresql.messages(raw)
    return postgresql.refusal(heard[0]) if len(heard) == 1 else None


def _release(refusal: postgresql.Refusal) -> str:
    """Release 14 removed protocol version 2, release 17 changed the source file, release 18 added protocol
    3.2, and release 9.6 added the field V."""
    found = _SPAN.search(refusal.text)
    if found is None:
        return ""
    least, most = int(found[1]), (int(found[3]), int(found[4]))
    if least < 3:
        released = "9.6 to 13" if "V" in refusal.letters else "9.5 or earlier"
    elif most > (3, 0):
        released = "18 or later"
    else:
        released = "17" if refusal.file == "backend_startup.c" else "14 to 16"
    return f"release {released} (from its error format)"


probe = Probe(
    opener=postgresql.NO_VERSION,
    recognises=recognises,
    ask=ask,
    read=read,
    ports=(5432, 5433, 5434, 6432, 26257),
)
