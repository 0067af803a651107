"""POP3 (RFC 1939), mail retrieval.

The server speaks first. Sends `CAPA`, `STLS` when offered, to read the certificate, and `QUIT`. No name, no
password; nothing is counted, fetched or deleted.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import pop3
from leftopen.wire.fingerprint import fingerprints, name

RULES = fingerprints("pop3")


def recognises(first: bytes) -> bool:
    """`+OK` and a text, sent first by the server."""
    line, end, _ = first[: pop3.LONGEST_LINE + 2].partition(b"\n")
    return bool(end) and pop3.positive(line + b"\n") and line.strip() != b"+OK"


async def ask(channel: Channel, first: bytes) -> bytes:
    """At most three commands. Stops if the greeting refuses."""
    heard = await pop3.read_reply(channel)
    if not pop3.positive(heard):
        return heard
    await channel.send(pop3.CAPA, at=ReadLevel.BANNER)
    heard += await pop3.read_reply(channel, several=True)
    if "STLS" in pop3.capabilities(heard):
        await channel.send(pop3.STLS, at=ReadLevel.BANNER)
        if pop3.positive(await pop3.read_reply(channel)):
            await channel.start_tls()
    await channel.send(pop3.QUIT, at=ReadLevel.BANNER)
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of greeting and CAPA; None when it is not POP3."""
    first, end, _ = raw[: pop3.LONGEST_LINE + 2].partition(b"\n")
    if not end or not recognises(first + end):
        return None
    greeting = first.decode("utf-8", "replace").strip()
    named = name(RULES, {"greeting": greeting})
    offered = pop3.capabilities(raw)
    block: dict[str, Json] = {"capabilities": dict[str, Json](offered)} if offered else {}
    return ServiceFacts(
        data=raw[:4096],
        product=named.product,
        version=named.version,
        cpe=named.cpe,
        tags=("starttls",) if "STLS" in offered else (),
        blocks={"pop3": block},
    )


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(110, 995, 1110))
