"""InfluxDB, 1.x and 2.x, inside HTTP.

Every answer of it carries its version in a header, also a refusal, so the front page is enough. Source: the
HTTP API references of InfluxDB.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Facts, Json
from leftopen.model.level import Level
from leftopen.model.probe import Probe
from leftopen.wire import influxdb, inside_http, turns

LIMIT = 4096


def recognises(first: bytes) -> bool:
    """Its own headers."""
    reply = inside_http.answer(first)
    return reply is not None and influxdb.speaks(reply)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page."""
    return turns.pack(((inside_http.FRONT, await channel.get("/", at=Level.BANNER, limit=LIMIT)),))


def read(raw: bytes) -> Facts | None:
    """Facts of the front page; None without the headers."""
    front = inside_http.pages(raw).get(inside_http.FRONT)
    if front is None or not influxdb.speaks(front):
        return None
    version = influxdb.version(front)
    block: dict[str, Json] = {"version": version, "build": front.header(influxdb.BUILD)[:40]}
    return inside_http.facts(
        front,
        {"influxdb": block},
        product="InfluxDB",
        version=version,
        cpe="cpe:/a:influxdata:influxdb",
        tags=("database",),
    )


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(8086,), inside="http")
