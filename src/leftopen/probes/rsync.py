"""The rsync daemon.

The server speaks first. If the scope allows more than banners, the probe sends the handshake and `#list`,
which returns the daemon's own list of modules. No module is entered. Source: rsyncd.conf(5).
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import rsync

LONGEST = 16_384
KEPT = 50


def recognises(first: bytes) -> bool:
    """A greeting with a protocol number."""
    return rsync.greeting(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """The greeting, and the module names at level `metadata`."""
    heard = await channel.read_until(b"\n", rsync.LONGEST_LINE)
    if not channel.level.allows(ReadLevel.METADATA):
        return heard
    await channel.send(rsync.LIST, at=ReadLevel.METADATA)
    while len(heard) < LONGEST and rsync.EXIT not in heard[-64:]:
        part = await channel.read()
        if not part:
            break
        heard += part
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Protocol, digests and modules; None when it is not an rsync daemon."""
    greeting = rsync.greeting(raw)
    if greeting is None:
        return None
    modules: dict[str, Json] = dict(list(rsync.modules(raw).items())[:KEPT])
    return ServiceFacts(
        data=raw[:4096],
        product="rsync",
        info=f"protocol {greeting.protocol}",
        blocks={
            "rsync": {"protocol": greeting.protocol, "digests": list(greeting.digests), "modules": modules}
        },
    )


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(873, 8730, 8873))
