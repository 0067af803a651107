"""beanstalkd, a work queue.

Sends `version`, which it does not know and says so; if the scope allows more than banners, also `stats`, its
counters about itself, with the version. No job is read. Source: `doc/protocol.txt` of beanstalkd.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import beanstalkd

COUNTERS = ("current-tubes", "current-connections", "total-jobs", "uptime", *beanstalkd.QUEUED)


def recognises(first: bytes) -> bool:
    """Its word for an unknown command, one or more times."""
    return first.startswith(beanstalkd.UNKNOWN)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The unknown command again, and at level `metadata` the counters after it."""
    await channel.send(beanstalkd.VERSION, at=ReadLevel.BANNER)
    heard = await channel.read_until(b"\r\n", 256)
    if heard != beanstalkd.UNKNOWN or not channel.level.allows(ReadLevel.METADATA):
        return heard
    await channel.send(beanstalkd.STATS, at=ReadLevel.METADATA)
    counters = b""
    while not beanstalkd.whole(counters):
        part = await channel.read(beanstalkd.LARGEST - len(counters))
        if not part:
            break
        counters += part
    return heard + counters


def read(raw: bytes) -> ServiceFacts | None:
    """The counters where they came; the server's host name and platform are left out."""
    if not recognises(raw):
        return None
    found = beanstalkd.stats(raw[len(beanstalkd.UNKNOWN) :]) or {}
    numbers = {name: beanstalkd.number(found, name) for name in COUNTERS}
    block: dict[str, Json] = {
        name.replace("-", "_"): value for name, value in numbers.items() if value is not None
    }
    version = beanstalkd.version(found)
    return ServiceFacts(
        data=beanstalkd.UNKNOWN,
        product="beanstalkd",
        version=version,
        cpe=(f"cpe:/a:beanstalkd:beanstalkd:{version}",) if version else (),
        tags=("database",),
        blocks={"beanstalkd": block},
    )


probe = Probe(opener=beanstalkd.VERSION, recognises=recognises, ask=ask, read=read, ports=(11300, 11301))
