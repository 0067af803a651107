"""Prometheus, over HTTP.

Recognised by the redirect of `/` to its query page. Then requests the build information; if that page is
missing (before 2.14), the health page, which contains the product name. A server that requires a password
first shows neither and stays `http`. Source: the HTTP API reference of Prometheus.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire.http import http_exchanges, http_facts
from leftopen.wire.products import prometheus

LIMIT = 2048


def recognises(first: bytes) -> bool:
    """A redirect to `/graph` or `/query`."""
    reply = http_facts.answer(first)
    return reply is not None and prometheus.may_be(reply)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page, the build information, and the health page when there is no build information."""
    heard = [
        (path, await channel.get(path, at=ReadLevel.BANNER, limit=LIMIT))
        for path in (http_facts.FRONT, prometheus.BUILD)
    ]
    if not prometheus.version(heard[-1][1]):
        path = prometheus.HEALTHY
        heard.append((path, await channel.get(path, at=ReadLevel.BANNER, limit=LIMIT)))
    return http_exchanges.pack(tuple(heard))


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of packed exchanges; None unless the build information or the health page confirms them."""
    heard = http_facts.pages(raw)
    front, build = heard.get(http_facts.FRONT), heard.get(prometheus.BUILD)
    if front is None or build is None:
        return None
    version, healthy = prometheus.version(build), heard.get(prometheus.HEALTHY)
    if not version and not (healthy is not None and prometheus.is_healthy(healthy)):
        return None
    block: dict[str, Json] = {"version": version} if version else {}
    return http_facts.facts(
        front,
        {"prometheus": block},
        product="Prometheus",
        version=version,
        cpe="cpe:/a:prometheus:prometheus",
        tags=("database",),
    )


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(9090,), inside="http")
