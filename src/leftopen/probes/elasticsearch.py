"""Elasticsearch and OpenSearch, inside HTTP.

Recognised by the JSON at `/` (cluster, version, tagline), or by its own refusal there. What has the shape and
says what no real one says (a tagline of its own, a version without what that version always sends) is tagged
`honeypot`. The cluster's own number is the service's identity. Source: the REST API references of both.
"""

from __future__ import annotations

from dataclasses import replace

from leftopen.model.channel import Channel, Reply
from leftopen.model.facts import Facts, Json
from leftopen.model.level import Level
from leftopen.model.probe import Probe
from leftopen.wire import elasticsearch, inside_http, turns

LIMIT = 4096
CPE = {"Elasticsearch": "cpe:/a:elastic:elasticsearch", "OpenSearch": "cpe:/a:amazon:opensearch"}


def recognises(first: bytes) -> bool:
    """Its welcome, or its own words of refusal."""
    reply = inside_http.answer(first)
    return reply is not None and (
        elasticsearch.welcome(reply) is not None or bool(elasticsearch.refused(reply))
    )


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page."""
    front = await channel.get(inside_http.FRONT, at=Level.BANNER, limit=LIMIT)
    return turns.pack(((inside_http.FRONT, front),))


def read(raw: bytes) -> Facts | None:
    """Facts of the front page; None without a welcome and without a refusal of its own."""
    front = inside_http.pages(raw).get(inside_http.FRONT)
    if front is None:
        return None
    told = elasticsearch.welcome(front)
    return _refused(front) if told is None else _welcomed(front, told)


def _refused(front: Reply) -> Facts | None:
    product = elasticsearch.refused(front)
    return inside_http.facts(front, {"elastic": {}}, product=product, tags=("database",)) if product else None


def _welcomed(front: Reply, told: elasticsearch.Welcome) -> Facts | None:
    block: dict[str, Json] = {"cluster_name": told.cluster, "version": told.version}
    if told.signs:
        block["not_like_it"] = list(told.signs)
    facts = inside_http.facts(
        front,
        {"elastic": block},
        product=told.product or "Elasticsearch",
        version=told.version,
        cpe=CPE.get(told.product, ""),
        tags=("database", "honeypot") if told.signs else ("database",),
    )
    identity = f"elasticsearch-cluster:{told.uuid}" if told.uuid else ""
    return replace(facts, identity=identity) if facts is not None else None


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(9200, 9201), inside="http")
