"""Kafka brokers, and those that speak its protocol (Redpanda, Tansu).

Asks for the versions of requests that the broker understands (ApiVersions), which it answers before any
login. Source: the Apache Kafka protocol guide.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import kafka
from leftopen.wire.read_message import read_message


def recognises(first: bytes) -> bool:
    """A list of requests, Metadata and this one among them."""
    return kafka.versions(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """One question."""
    await channel.send(kafka.VERSIONS, at=ReadLevel.BANNER)
    return await read_message(channel, kafka.needed)


def read(raw: bytes) -> ServiceFacts | None:
    """How many kinds of requests, and the highest version of Metadata: both grow with the broker's
    version."""
    answer = kafka.versions(raw)
    if answer is None:
        return None
    highest = answer[kafka.METADATA][1]
    return ServiceFacts(
        data=f"Kafka: {len(answer)} requests, Metadata up to version {highest}".encode(),
        product="Kafka",
        tags=("database",),
        blocks={"kafka": {"requests": len(answer), "metadata": highest}},
    )


probe = Probe(
    opener=kafka.VERSIONS,
    recognises=recognises,
    ask=ask,
    read=read,
    ports=(9092, 9093, 9094, 19092, 29092),
    waits=True,
)
