"""AMQP brokers (RabbitMQ, Qpid, LavinMQ).

Sends the protocol's header; a broker answers with `Connection.Start` and its properties, or with the header
of the version that it speaks. Nothing is answered: that would be the login. Source: the AMQP 0-9-1
specification.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import amqp
from leftopen.wire.read_message import read_message

_VERSION = re.compile(r"\d[\w.+-]{0,30}")
VENDORS = {"RabbitMQ": "vmware:rabbitmq"}


def recognises(first: bytes) -> bool:
    """`Connection.Start`, or a header of another version, which also comes to other protocols' words."""
    return amqp.start(first) is not None or amqp.other_version(first)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The header, and one frame."""
    await channel.send(amqp.HEADER, at=ReadLevel.BANNER)
    heard = await channel.read(8)
    if amqp.other_version(heard):
        return heard
    return heard + await read_message(channel, lambda more: amqp.needed(heard + more))


def read(raw: bytes) -> ServiceFacts | None:
    """Product, version and mechanisms; a header alone gives the protocol."""
    answer = amqp.start(raw)
    if answer is None:
        if not amqp.other_version(raw):
            return None
        return ServiceFacts(data=b"AMQP", product="AMQP", blocks={"amqp": {"header": raw[:8].hex()}})
    version = answer.version if _VERSION.fullmatch(answer.version) else ""
    vendor = VENDORS.get(answer.product)
    words: list[Json] = list(answer.mechanisms)
    return ServiceFacts(
        data=f"{answer.product} {version}: {' '.join(answer.mechanisms)}".encode()[:500],
        product=answer.product or "AMQP",
        version=version,
        cpe=(f"cpe:/a:{vendor}:{version}",) if vendor and version else (),
        tags=("database",),
        blocks={"amqp": {"mechanisms": words}},
    )


probe = Probe(opener=amqp.HEADER, recognises=recognises, ask=ask, read=read, ports=(5672, 5671, 5673))
