"""IMAP (RFC 3501), mail access.

The server speaks first. Sends `CAPABILITY` when the greeting does not list the capabilities, `ID NIL` (RFC
2971: the server's name and version, without ours) when offered, `STARTTLS` when offered, to read the
certificate, and `LOGOUT`. No name, no password, no folder.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import imap
from leftopen.wire.fingerprint import ProductMatch, fingerprints, name

LIMIT = 8192
RULES = fingerprints("imap")


def recognises(first: bytes) -> bool:
    """An untagged greeting."""
    return imap.greeting(first) != ""


async def ask(channel: Channel, first: bytes) -> bytes:
    """At most four commands. Stops if the greeting closes the connection."""
    heard = await imap.read_reply(channel, limit=LIMIT)
    if imap.greeting(heard) not in ("OK", "PREAUTH"):
        return heard
    if not imap.capabilities(heard):
        heard += await _said(channel, "L1", b"CAPABILITY")
    offered = imap.capabilities(heard)
    if "ID" in offered and channel.level.allows(ReadLevel.METADATA):
        heard += await _said(channel, "L2", b"ID NIL")
    if "STARTTLS" in offered:
        granted = await _said(channel, "L3", b"STARTTLS")
        heard += granted
        if imap.outcome(granted, "L3")[0] == "OK":
            await channel.start_tls()
    await channel.send(imap.command("L4", b"LOGOUT"), at=ReadLevel.BANNER)
    return heard


async def _said(channel: Channel, tag: str, words: bytes) -> bytes:
    await channel.send(imap.command(tag, words), at=ReadLevel.BANNER)
    return await imap.read_reply(channel, tag, LIMIT)


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of greeting, capabilities and ID; None when it is not IMAP."""
    kind = imap.greeting(raw)
    first, end, _ = raw[:LIMIT].partition(b"\n")
    if not kind or not end:
        return None
    named = _named(raw, first)
    offered = imap.capabilities(raw)
    block: dict[str, Json] = {"greeting": kind, "capabilities": list[Json](sorted(offered)[:100])}
    return ServiceFacts(
        data=raw[:4096],
        product=named.product,
        version=named.version,
        cpe=named.cpe,
        hostnames=_hosts(first),
        tags=("starttls",) if "STARTTLS" in offered else (),
        blocks={"imap": block},
    )


def _named(raw: bytes, first: bytes) -> ProductMatch:
    ids = next((line for line in imap.lines(raw) if line[:6].upper() == b"* ID ("), b"")
    reply = {"greeting": first[-500:].decode("utf-8", "replace"), "id": ids.decode("utf-8", "replace")}
    found = name(RULES, reply)
    version = re.search(r'"version" "(\d[\w.+-]{0,39})["-]', reply["id"])
    if found.version or not found.product or not version:
        return found
    return ProductMatch(product=found.product, version=version[1])


def _hosts(first: bytes) -> tuple[str, ...]:
    """The first word of the greeting's text that has the form of a host name."""
    text = re.sub(rb"\[[^\]]{0,4000}\]", b"", first[:4096]).decode("ascii", "replace")
    for word in text.split()[2:12]:
        labels = word.rstrip(".").lower().split(".")
        plain = all(re.fullmatch(r"[a-z0-9-]{1,63}", label) for label in labels)
        if plain and len(labels) > 2 and labels[-1].isalpha():
            return (".".join(labels),)
    return ()


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(143, 993, 1143))
