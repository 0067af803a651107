"""Prometheus, inside HTTP.

Recognised by the redirect of `/` to its query page, then asked for its build; where there is no such page
(before 2.14), whether it is healthy, which it says in its own name. A server that asks for a password first
shows neither and stays `http`. Source: the HTTP API reference of Prometheus.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Facts, Json
from leftopen.model.level import Level
from leftopen.model.probe import Probe
from leftopen.wire import inside_http, prometheus, turns

LIMIT = 2048


def recognises(first: bytes) -> bool:
    """A redirect to `/graph` or `/query`."""
    reply = inside_http.answer(first)
    return reply is not None and prometheus.may_be(reply)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page, the build, and whether it is healthy where there is no build."""
    heard = [
        (path, await channel.get(path, at=Level.BANNER, limit=LIMIT))
        for path in (inside_http.FRONT, prometheus.BUILD)
    ]
    if not prometheus.version(heard[-1][1]):
        path = prometheus.HEALTHY
        heard.append((path, await channel.get(path, at=Level.BANNER, limit=LIMIT)))
    return turns.pack(tuple(heard))


def read(raw: bytes) -> Facts | None:
    """Facts of packed turns; None unless a build or its own words bear it out."""
    heard = inside_http.pages(raw)
    front, build = heard.get(inside_http.FRONT), heard.get(prometheus.BUILD)
    if front is None or build is None:
        return None
    version, healthy = prometheus.version(build), heard.get(prometheus.HEALTHY)
    if not version and not (healthy is not None and prometheus.is_healthy(healthy)):
        return None
    block: dict[str, Json] = {"version": version} if version else {}
    return inside_http.facts(
        front,
        {"prometheus": block},
        product="Prometheus",
        version=version,
        cpe="cpe:/a:prometheus:prometheus",
        tags=("database",),
    )


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(9090,), inside="http")
