"""Elasticsearch and OpenSearch, over HTTP.

Recognised by the JSON at `/` (cluster, version, tagline), or by its own refusal there. A response with the
right shape but content that no real server sends (a different tagline, a version without the fields of that
version) is tagged `honeypot`. The cluster UUID is the service's identity. Source: the REST API references of
both.
"""

from __future__ import annotations

from dataclasses import replace

from leftopen.model.channel import Channel, Reply
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire.http import http_exchanges, http_facts
from leftopen.wire.products import elasticsearch

LIMIT = 4096
CPE = {"Elasticsearch": "cpe:/a:elastic:elasticsearch", "OpenSearch": "cpe:/a:amazon:opensearch"}


def recognises(first: bytes) -> bool:
    """The welcome response, or the server's own refusal."""
    reply = http_facts.answer(first)
    return reply is not None and (
        elasticsearch.welcome(reply) is not None or bool(elasticsearch.product_that_refuses(reply))
    )


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page."""
    front = await channel.get(http_facts.FRONT, at=ReadLevel.BANNER, limit=LIMIT)
    return http_exchanges.pack(((http_facts.FRONT, front),))


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the front page; None without a welcome response and without a refusal of its own."""
    front = http_facts.pages(raw).get(http_facts.FRONT)
    if front is None:
        return None
    answer = elasticsearch.welcome(front)
    return _refused(front) if answer is None else _welcomed(front, answer)


def _refused(front: Reply) -> ServiceFacts | None:
    product = elasticsearch.product_that_refuses(front)
    return http_facts.facts(front, {"elastic": {}}, product=product, tags=("database",)) if product else None


def _welcomed(front: Reply, answer: elasticsearch.Welcome) -> ServiceFacts | None:
    block: dict[str, Json] = {"cluster_name": answer.cluster, "version": answer.version}
    if answer.signs:
        block["not_like_it"] = list(answer.signs)
    facts = http_facts.facts(
        front,
        {"elastic": block},
        product=answer.product or "Elasticsearch",
        version=answer.version,
        cpe=CPE.get(answer.product, ""),
        tags=("database", "honeypot") if answer.signs else ("database",),
    )
    identity = f"elasticsearch-cluster:{answer.uuid}" if answer.uuid else ""
    return replace(facts, identity=identity) if facts is not None else None


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(9200, 9201), inside="http")
