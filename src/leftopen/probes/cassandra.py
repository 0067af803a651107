"""Cassandra and ScyllaDB, the native protocol (CQL).

Asks for the options (OPTIONS), which the server answers before any login. To the words of another protocol
it answers with an error about the version, which names it too. Source: `native_protocol_v4.spec`.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import cql
from leftopen.wire.read_message import read_message

ABOUT_VERSION = b"protocol version"


def recognises(first: bytes) -> bool:
    """The options, or the error about the version of the protocol."""
    answer = cql.frame(first)
    if answer is None:
        return False
    about = cql.error(answer) == cql.PROTOCOL_ERROR and ABOUT_VERSION in answer.body.lower()
    return about or cql.options(answer) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """One question."""
    await channel.send(cql.ASK_OPTIONS, at=ReadLevel.BANNER)
    return await read_message(channel, cql.needed)


def read(raw: bytes) -> ServiceFacts | None:
    """The versions of the language and the protocol; ScyllaDB has options of its own."""
    answer = cql.frame(raw) if recognises(raw) else None
    if answer is None:
        return None
    options = cql.options(answer) or {}
    scylla = any(name.startswith("SCYLLA_") for name in options)
    block: dict[str, Json] = {
        name.lower(): [*options[name][:20]]
        for name in ("CQL_VERSION", "PROTOCOL_VERSIONS")
        if name in options
    }
    versions = ", ".join(options.get("CQL_VERSION", ()))
    return ServiceFacts(
        data=f"CQL {versions}".encode("ascii", "replace")[:200],
        product="ScyllaDB" if scylla else "Cassandra",
        tags=("database",),
        blocks={"cassandra": block},
    )


probe = Probe(opener=cql.ASK_OPTIONS, recognises=recognises, ask=ask, read=read, ports=(9042, 9142, 19042))
