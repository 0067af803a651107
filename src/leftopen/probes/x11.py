"""X11: the display of the X Window System over TCP.

Sends a setup request for protocol version 99, which does not exist. Every X server refuses it and names its
version ("Protocol version mismatch"), with or without access control. The refusal identifies the protocol; no
session is opened. Source: X Window System Protocol, version 11.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import x11
from leftopen.wire.read_message import read_message


def recognises(first: bytes) -> bool:
    """A failed setup of version 11.0."""
    return x11.is_refusal(first)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The same request again; returns the complete refusal."""
    await channel.send(x11.IMPOSSIBLE, at=ReadLevel.BANNER)
    return await read_message(channel, x11.needs)


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the refusal; includes the server's reason if present (all clients in use)."""
    if not x11.is_refusal(raw):
        return None
    answer = x11.parse(raw)
    reason = answer.reason[:100] if isinstance(answer, x11.Failed) else ""
    block: dict[str, Json] = {"version": "11.0"}
    if reason and reason != x11.MISMATCH:
        block["refused"] = reason
    return ServiceFacts(
        data=f"X11 11.0: {reason or x11.MISMATCH}\n".encode(),
        product="X11",
        version="11.0",
        blocks={"x11": block},
    )


probe = Probe(
    opener=x11.IMPOSSIBLE, recognises=recognises, ask=ask, read=read, ports=tuple(range(6000, 6010))
)
