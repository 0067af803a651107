"""epmd, the port mapper of Erlang (RabbitMQ, CouchDB, ejabberd).

Asks for the registered nodes (NAMES_REQ), the only question besides the port of a known node. Nothing is
registered. Source: the Erlang distribution protocol.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import epmd


def recognises(first: bytes) -> bool:
    """A port of four bytes, and lines with nodes or nothing."""
    return epmd.nodes(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """One question; the server closes after the answer."""
    await channel.send(epmd.NAMES, at=ReadLevel.BANNER)
    heard = b""
    while len(heard) < epmd.LARGEST and (part := await channel.read(epmd.LARGEST - len(heard))):
        heard += part
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """How many nodes, and their ports; no name."""
    answer = epmd.nodes(raw)
    if answer is None:
        return None
    ports: list[Json] = list(answer.ports[:50])
    return ServiceFacts(
        data=b"epmd, nodes: %d" % len(answer.ports),
        product="epmd",
        blocks={"epmd": {"nodes": len(answer.ports), "ports": ports}},
    )


probe = Probe(opener=epmd.NAMES, recognises=recognises, ask=ask, read=read, ports=(epmd.PORT,))
