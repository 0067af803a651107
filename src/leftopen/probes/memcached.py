"""memcached, text protocol over TCP.

Sends `version` twice: to make the port respond, and to confirm. A server with an authentication file refuses
every line with the same response and is recognised by it; its version is then not available. A server started
with SASL speaks only the binary protocol and does not respond here. Source: `doc/protocol.txt` of memcached.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import memcached

_ERROR = b"ERROR\r\n"


def recognises(first: bytes) -> bool:
    """`VERSION 1.6.38`, the refusal, or the bare `ERROR` for an unknown line."""
    return bool(memcached.version(first)) or memcached.refuses(first) or first.startswith(_ERROR)


async def ask(channel: Channel, first: bytes) -> bytes:
    """Sends one line, reads one line."""
    await channel.send(memcached.VERSION, at=ReadLevel.BANNER)
    return await channel.read_until(b"\n", 256)


def read(raw: bytes) -> ServiceFacts | None:
    """None for a bare `ERROR`: other programs also send it."""
    version = memcached.version(raw)
    if not version and not memcached.refuses(raw):
        return None
    block: dict[str, Json] = {"version": version} if version else {"refused": "unauthenticated"}
    return ServiceFacts(
        data=raw.partition(b"\r\n")[0] + b"\r\n",
        product="memcached",
        version=version,
        tags=("database",),
        cpe=(f"cpe:/a:memcached:memcached:{version}",) if version else (),
        blocks={"memcached": block},
    )


probe = Probe(
    opener=memcached.VERSION, recognises=recognises, ask=ask, read=read, ports=(11211, 11212, 11210)
)
