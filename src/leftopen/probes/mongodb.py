"""MongoDB and servers with its protocol.

Sends `hello` and `buildInfo`, which a driver sends before login and which require no right. Servers before
3.6 do not support this message format and disconnect; they are recognised, without a version, by the hint
that every version returns for an HTTP request. Source: the MongoDB wire protocol (OP_MSG).
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import bson, mongodb
from leftopen.wire.read_message import read_message

OPENER = mongodb.hello()
MESSAGES = 2

KEPT = (
    "version",
    "psmdbVersion",
    "gitVersion",
    "bits",
    "setName",
    "msg",
    "isWritablePrimary",
    "secondary",
    "arbiterOnly",
    "readOnly",
    "minWireVersion",
    "maxWireVersion",
)
"""Stored fields of both responses: no time, no process id, no machine name."""

RELEASES = {6: "3.6", 7: "4.0", 8: "4.2", 9: "4.4", 13: "5.0", 17: "6.0", 21: "7.0", 25: "8.0"}
"""Release by wire version."""


def recognises(first: bytes) -> bool:
    """A message with one document, or the hint returned for an HTTP request."""
    return mongodb.begins(first) or (first.startswith(b"HTTP/") and mongodb.HINT in first[:1024])


async def ask(channel: Channel, first: bytes) -> bytes:
    """Two requests on one connection; returns both responses. If the scope allows only banners, `hello`
    alone."""
    await channel.send(OPENER, at=ReadLevel.BANNER)
    heard = await read_message(channel, mongodb.needed)
    if mongodb.begins(heard) and channel.level.allows(ReadLevel.METADATA):
        await channel.send(mongodb.build_info(2), at=ReadLevel.METADATA)
        heard += await read_message(channel, mongodb.needed)
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the complete responses; None when it is not MongoDB."""
    answer = _told(raw)
    if answer is None and not recognises(raw):
        return None
    kept: dict[str, Json] = {
        name: value for name in KEPT if (value := _plain((answer or {}).get(name))) != ""
    }
    product, version = _named(answer or {})
    return ServiceFacts(
        data=_banner(product, kept),
        product=product,
        version=version,
        info="" if version else _release(kept),
        tags=("database",),
        cpe=(f"cpe:/a:mongodb:mongodb:{version}",) if version and product == "MongoDB" else (),
        blocks={"mongodb": kept},
    )


def _told(raw: bytes) -> bson.Document | None:
    """Both documents merged; None when the first one is incomplete or has no `ok`."""
    content: bson.Document | None = None
    rest = raw
    for _ in range(MESSAGES):
        answer = mongodb.first(rest)
        if answer is None or answer.fault or "ok" not in answer.document:
            break
        content = {**(content or {}), **answer.document}
        rest = mongodb.behind(rest)
    return content


def _named(answer: bson.Document) -> tuple[str, str]:
    if "ferretdb" in answer or "ferretdbVersion" in answer:
        inner = answer.get("ferretdb")
        named = inner.get("version") if isinstance(inner, dict) else answer.get("ferretdbVersion")
        return "FerretDB", _version(named)
    if "psmdbVersion" in answer:
        return "Percona Server for MongoDB", _version(answer.get("psmdbVersion"))
    return "MongoDB", _version(answer.get("version"))


def _version(value: bson.Value) -> str:
    if not isinstance(value, str) or not value[:1].isdigit() or len(value) > 40:
        return ""
    return value if value.isascii() and all(c.isalnum() or c in ".-+_" for c in value) else ""


def _release(kept: dict[str, Json]) -> str:
    wire = kept.get("maxWireVersion")
    release = RELEASES.get(wire) if isinstance(wire, int) else None
    return f"release {release} (from its wire version)" if release else ""


def _plain(value: bson.Value) -> str | int:
    """Text truncated, numbers and booleans unchanged; '' for other types."""
    if isinstance(value, str):
        return value[:100]
    return value if isinstance(value, int) and abs(value) < 2**53 else ""


def _banner(product: str, kept: dict[str, Json]) -> bytes:
    """One fact a line, in the order of `KEPT`."""
    return "\n".join((product, *(f"{name}: {value}" for name, value in kept.items()))).encode()


probe = Probe(opener=OPENER, recognises=recognises, ask=ask, read=read, ports=(27017, 27018, 27019, 28017))
