"""VNC: the remote framebuffer protocol (RFB).

The server speaks first and names its version. If the scope allows more than banners, the probe answers the
version and reads the security types; it selects none, so no session begins. Some servers count each such
connection as a failed login and block an address for a time after five or ten ("Too many security failures").
Source: RFC 6143.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import rfb
from leftopen.wire.read_message import read_message


def recognises(first: bytes) -> bool:
    """The greeting, twelve bytes."""
    return rfb.version(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """The greeting, then the security types."""
    greeting = await read_message(channel, rfb.greeting_needs)
    spoke = rfb.version(greeting)
    if spoke is None or not channel.level.allows(ReadLevel.METADATA):
        return greeting
    await channel.send(spoke.line, at=ReadLevel.METADATA)
    return greeting + await read_message(channel, lambda raw: rfb.offer_needs(raw, spoke))


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the greeting, with or without the security types."""
    spoke = rfb.version(raw)
    if spoke is None:
        return None
    block: dict[str, Json] = {"protocol_version": rfb.protocol_version(raw)}
    offer = rfb.offer(raw[rfb.GREETING :], spoke)
    if offer is not None and offer.types:
        block["security_types"] = {str(one): rfb.TYPES.get(one, "unknown") for one in offer.types}
    if offer is not None and offer.refused:
        block["refused"] = offer.refused[:100]
    return ServiceFacts(
        data=raw[: rfb.GREETING],
        product="VNC",
        info=f"protocol {rfb.protocol_version(raw)}",
        blocks={"vnc": block},
    )


probe = Probe(
    opener=None, recognises=recognises, ask=ask, read=read, ports=(5900, 5901, 5902, 5903, 5904, 5905)
)
