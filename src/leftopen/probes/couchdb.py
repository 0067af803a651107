"""CouchDB, and PouchDB Server with the same API, over HTTP.

Recognised by the welcome response at `/`, which names the version. A server that requires a password for
every request is recognised by its `Server` header. Source: the API reference of Apache CouchDB.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel, Reply
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire.http import http_exchanges, http_facts
from leftopen.wire.products import couchdb

LIMIT = 4096
_SERVER = re.compile(r"^CouchDB/(\d[\w.+-]{0,30})")


def recognises(first: bytes) -> bool:
    """The welcome response, or the product name in the header."""
    reply = http_facts.answer(first)
    return reply is not None and (couchdb.welcome(reply) is not None or bool(_named(reply)))


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page."""
    return http_exchanges.pack(
        ((http_facts.FRONT, await channel.get("/", at=ReadLevel.BANNER, limit=LIMIT)),)
    )


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the front page; None without a welcome response and without the product name."""
    front = http_facts.pages(raw).get(http_facts.FRONT)
    if front is None:
        return None
    answer = couchdb.welcome(front)
    product = answer.product if answer is not None else "CouchDB"
    version = answer.version if answer is not None else _named(front)
    if answer is None and not version:
        return None
    block: dict[str, Json] = {"version": version}
    if reason := couchdb.reason(front):
        block["refused"] = reason
    cpe = "cpe:/a:apache:couchdb" if product == "CouchDB" else ""
    return http_facts.facts(
        front, {"couchdb": block}, product=product, version=version, cpe=cpe, tags=("database",)
    )


def _named(front: Reply) -> str:
    found = _SERVER.match(front.header("server")[:60])
    return found[1] if found else ""


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(5984, 15984), inside="http")
