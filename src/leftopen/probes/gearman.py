"""Gearman, a job server.

Sends `version`, which the server answers. To the line of another protocol it gives its own error, which
names it too. Source: the Gearman protocol (gearman.org/protocol).
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import gearman


def recognises(first: bytes) -> bool:
    """`OK 1.1.21`, or its error for an unknown command."""
    return bool(gearman.version(first)) or first.startswith(gearman.UNKNOWN)


async def ask(channel: Channel, first: bytes) -> bytes:
    """Sends one line, reads one line."""
    await channel.send(gearman.VERSION, at=ReadLevel.BANNER)
    return await channel.read_until(b"\n", 256)


def read(raw: bytes) -> ServiceFacts | None:
    """None for anything but a version: its error alone may be another server's."""
    version = gearman.version(raw)
    if not version:
        return None
    plain = version.partition("+")[0]
    return ServiceFacts(
        data=raw.partition(b"\n")[0] + b"\n",
        product="Gearman",
        version=version,
        cpe=(f"cpe:/a:gearman:gearmand:{plain}",),
        tags=("database",),
        blocks={"gearman": {"version": version}},
    )


probe = Probe(opener=gearman.VERSION, recognises=recognises, ask=ask, read=read, ports=(4730, 7003))
