"""X11: the display of the X Window System over TCP.

Where the scope permits an anonymous identity, sends a setup request of version 11 without authorisation, as
the check does. Otherwise it is one of version 99, which does not exist: a server refuses it and names its own
("Protocol version mismatch"), and no session is opened. Source: X Window System Protocol, version 11.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import x11
from leftopen.wire.read_message import read_message


def recognises(first: bytes) -> bool:
    """A failed or granted setup of version 11.0."""
    return x11.is_refusal(first) or x11.is_success(first)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The request that is refused again, and the complete refusal; a granted setup is not repeated."""
    if x11.is_success(first):
        return first
    await channel.send(x11.IMPOSSIBLE, at=ReadLevel.BANNER)
    return await read_message(channel, x11.needs)


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the refusal, with the server's reason if present (all clients in use), or of the granted
    setup."""
    if not recognises(raw):
        return None
    answer = x11.parse(raw)
    reason = answer.reason[:100] if isinstance(answer, x11.Failed) else ""
    block: dict[str, Json] = {"version": "11.0"}
    if reason and reason != x11.MISMATCH:
        block["refused"] = reason
    return ServiceFacts(
        data=f"X11 11.0: {'granted' if x11.is_success(raw) else reason or x11.MISMATCH}\n".encode(),
        product="X11",
        version="11.0",
        blocks={"x11": block},
    )


probe = Probe(
    opener=x11.IMPOSSIBLE,
    recognises=recognises,
    ask=ask,
    read=read,
    ports=tuple(range(6000, 6010)),
    anonymous=x11.SETUP,
)
