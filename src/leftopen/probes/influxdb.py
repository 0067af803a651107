"""InfluxDB, 1.x and 2.x, over HTTP.

Every response, also a refusal, has the version in a header, so the front page is enough. Source: the HTTP API
references of InfluxDB.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire.http import http_exchanges, http_facts
from leftopen.wire.products import influxdb

LIMIT = 4096


def recognises(first: bytes) -> bool:
    """InfluxDB's own headers."""
    reply = http_facts.answer(first)
    return reply is not None and influxdb.speaks(reply)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page."""
    return http_exchanges.pack(
        ((http_facts.FRONT, await channel.get("/", at=ReadLevel.BANNER, limit=LIMIT)),)
    )


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the front page; None without the headers."""
    front = http_facts.pages(raw).get(http_facts.FRONT)
    if front is None or not influxdb.speaks(front):
        return None
    version = influxdb.version(front)
    block: dict[str, Json] = {"version": version, "build": front.header(influxdb.BUILD)[:40]}
    return http_facts.facts(
        front,
        {"influxdb": block},
        product="InfluxDB",
        version=version,
        cpe="cpe:/a:influxdata:influxdb",
        tags=("database",),
    )


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(8086,), inside="http")
