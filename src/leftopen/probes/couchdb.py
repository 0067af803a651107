"""CouchDB, and PouchDB Server that speaks like it, inside HTTP.

Recognised by the welcome at `/`, which names the version; a server that asks everybody for a password first
is recognised by its `Server` header. Source: the API reference of Apache CouchDB.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel, Reply
from leftopen.model.facts import Facts, Json
from leftopen.model.level import Level
from leftopen.model.probe import Probe
from leftopen.wire import couchdb, inside_http, turns

LIMIT = 4096
_SERVER = re.compile(r"^CouchDB/(\d[\w.+-]{0,30})")


def recognises(first: bytes) -> bool:
    """Its welcome, or its name in the header."""
    reply = inside_http.answer(first)
    return reply is not None and (couchdb.welcome(reply) is not None or bool(_named(reply)))


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page."""
    return turns.pack(((inside_http.FRONT, await channel.get("/", at=Level.BANNER, limit=LIMIT)),))


def read(raw: bytes) -> Facts | None:
    """Facts of the front page; None without a welcome and without its name."""
    front = inside_http.pages(raw).get(inside_http.FRONT)
    if front is None:
        return None
    told = couchdb.welcome(front)
    product = told.product if told is not None else "CouchDB"
    version = told.version if told is not None else _named(front)
    if told is None and not version:
        return None
    block: dict[str, Json] = {"version": version}
    if reason := couchdb.reason(front):
        block["refused"] = reason
    cpe = "cpe:/a:apache:couchdb" if product == "CouchDB" else ""
    return inside_http.facts(
        front, {"couchdb": block}, product=product, version=version, cpe=cpe, tags=("database",)
    )


def _named(front: Reply) -> str:
    found = _SERVER.match(front.header("server")[:60])
    return found[1] if found else ""


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(5984, 15984), inside="http")
