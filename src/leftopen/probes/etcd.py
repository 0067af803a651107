"""etcd, over HTTP.

Recognised by its response to `GET /`: Go's plain 404 with the three headers that etcd adds to every response.
Then requests `GET /version` and, if the scope allows more than banners, the cluster status, which names the
cluster and contains no key. Source: the API reference of etcd, and its `/version` page.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.channel import Channel, Reply
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire.http import http_exchanges, http_facts, redact
from leftopen.wire.http.safe_requests import ETCD_STATUS

VERSION = "/version"
STATUS = "/v3/maintenance/status"
LIMIT = 2048
METHODS = "POST, GET, OPTIONS, PUT, DELETE"
NOT_FOUND = b"404 page not found\n"

EVERYBODYS = "14841639068965178418"
"""The identifier of every cluster with default settings: not unique, so not an identity."""

_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,6}){1,3}(?:[-+][0-9A-Za-z.-]{1,30})?")
_ID = re.compile(r"\d{1,20}")


def recognises(first: bytes) -> bool:
    """Go's 404 page and the methods that etcd allows for cross-origin requests."""
    reply = http_facts.answer(first)
    return (
        reply is not None
        and reply.status == 404
        and reply.body == NOT_FOUND
        and reply.header("access-control-allow-methods") == METHODS
    )


async def ask(channel: Channel, first: bytes) -> bytes:
    """The version, then the status."""
    heard = [(VERSION, await channel.get(VERSION, at=ReadLevel.BANNER, limit=LIMIT))]
    if heard[0][1].status == 200 and channel.level.allows(ReadLevel.METADATA):
        reply = await channel.get(STATUS, method="POST", body=ETCD_STATUS, limit=LIMIT)
        heard.append((STATUS, reply))
    return http_exchanges.pack(tuple(heard))


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of packed exchanges; None without a version of both the server and the cluster."""
    heard = dict(http_exchanges.unpack(raw) or ())
    page = heard.get(VERSION)
    if page is None or page.status != 200:
        return None
    answer = partial_json.whole(page.body)
    server = _version(answer, "etcdserver")
    cluster = _version(answer, "etcdcluster") or "not decided"
    if not server or not isinstance(answer, dict) or "etcdcluster" not in answer:
        return None
    name = _cluster_id(heard.get(STATUS))
    block: dict[str, Json] = {"version": server, "cluster_version": cluster}
    if name:
        block["cluster_id"] = name
    return ServiceFacts(
        data=redact.without(page.head) + f"etcd {server}\nCluster: {cluster}\n".encode(),
        product="etcd",
        version=server,
        info=f"cluster {cluster}",
        identity=f"etcd-cluster:{name}" if name and name != EVERYBODYS else "",
        cpe=(f"cpe:/a:etcd:etcd:{server}",),
        tags=("database",),
        blocks={"etcd": block},
    )


def _version(answer: Json, name: str) -> str:
    value = answer.get(name) if isinstance(answer, dict) else None
    return value if isinstance(value, str) and _NUMBER.fullmatch(value) else ""


def _cluster_id(reply: Reply | None) -> str:
    answer = partial_json.whole(reply.body) if reply is not None and reply.status == 200 else None
    header = answer.get("header") if isinstance(answer, dict) else None
    value = header.get("cluster_id") if isinstance(header, dict) else None
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(2379, 2380, 4001), inside="http")
