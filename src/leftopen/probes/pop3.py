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
from leftopen.wire.fingerprint import FingerprintRule, name

_V = r"(?P<version>\d[\w.+-]*)"

RULES = (
    FingerprintRule(
        product="Dovecot pop3d",
        on="greeting",
        pattern=r"^\+OK (?:\[[^\]]{0,100}\] )?(?:Dovecot(?: \([^)]{1,40}\))?|DA) ready",
        example="+OK Dovecot ready.",
    ),
    FingerprintRule(
        product="Cyrus pop3d",
        on="greeting",
        pattern=rf"Cyrus POP3 v?{_V}",
        example="+OK mail.unit.example Cyrus POP3 3.6.1-Debian server ready",
        version="3.6.1-Debian",
        cpe="cpe:/a:cyrus:imap",
    ),
    FingerprintRule(
        product="Courier pop3d", on="greeting", pattern=r"^\+OK Hello there\.", example="+OK Hello there."
    ),
    FingerprintRule(
        product="Microsoft Exchange pop3d",
        on="greeting",
        pattern=r"Microsoft Exchange (?:Server )?(?:\d{4} )?POP3",
        example="+OK The Microsoft Exchange POP3 service is ready.",
    ),
    FingerprintRule(
        product="UW ipop3d",
        on="greeting",
        pattern=rf"^\+OK POP3 \S{{1,200}} v{_V} server ready",
        example="+OK POP3 mail.unit.example v2007e.104 server ready",
        version="2007e.104",
    ),
    FingerprintRule(
        product="public-inbox-pop3d",
        on="greeting",
        pattern=r"ready <[^>]{1,100}@public-inbox>",
        example="+OK POP3 server ready <1.2@public-inbox>",
    ),
)


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
