"""CouchDB's HTTP interface, as in CouchDB and PouchDB Server: names and counters. Pure.

Source: the API reference of Apache CouchDB (`/`, `/_all_dbs`, `/_session`, `/{db}`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leftopen.formats import partial_json
from leftopen.formats.url_quote import encoded
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

NAMES = "/_all_dbs?limit=100"
MOST = 100
SESSION = "/_session"
NOBODYS_NAME = "leftopen_asks_for_nothing"
"""Shows whether a server that refuses its list responds for a single name."""

_NAME = re.compile(r"[a-z_][a-z0-9_$()+/-]{0,237}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The content of the front page. `product` CouchDB or PouchDB Server."""

    product: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """One database. `bytes` on its disk, where given."""

    documents: int
    bytes: int | None = None


def welcome(front: Reply) -> Welcome | None:
    """The page at "/", or None when it is another program's."""
    answer = _object(front)
    if answer is None:
        return None
    version = answer.get("version")
    known = version if isinstance(version, str) and len(version) <= 40 else ""
    if answer.get("couchdb") == "Welcome":
        return Welcome(product="CouchDB", version=known)
    if answer.get("express-pouchdb") == "Welcome!":
        return Welcome(product="PouchDB Server", version=known)
    return None


def names(reply: Reply) -> tuple[str, ...] | None:
    """The names of all databases (at most the first hundred), or None when this is no such list."""
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    if not isinstance(answer, list) or not all(isinstance(name, str) for name in answer):
        return None
    return tuple(name for name in answer[:MOST] if isinstance(name, str) and _NAME.fullmatch(name))


def own(name: str) -> bool:
    """Is this one of the program's own databases (`_users`, `_replicator`)?"""
    return name.startswith("_")


def session(reply: Reply) -> dict[str, Json] | None:
    """The session's user, or None for another response."""
    answer = _object(reply)
    who = answer.get("userCtx") if answer is not None else None
    return who if isinstance(who, dict) and "name" in who and "roles" in who else None


def everybody_is_admin(reply: Reply) -> bool:
    """The "admin party": there is no password yet, so that an anonymous visitor has every right."""
    who = session(reply)
    roles = who.get("roles") if who is not None and who.get("name") is None else None
    return isinstance(roles, list) and "_admin" in roles


def path(name: str) -> str:
    return f"/{encoded(name)}"


def info(reply: Reply) -> Info | None:
    """The counters of one database, or None when it does not show them."""
    answer = _object(reply)
    if answer is None or not isinstance(answer.get("db_name"), str):
        return None
    documents = _count(answer.get("doc_count"))
    sizes = answer.get("sizes")
    file = sizes.get("file") if isinstance(sizes, dict) else answer.get("disk_size")
    return None if documents is None else Info(documents=documents, bytes=_count(file))


def reason(reply: Reply) -> str:
    """The reason of a refusal, in the server's words, or ''."""
    answer = partial_json.whole(reply.body) if reply.status >= 400 else None
    error_text = answer.get("reason") if isinstance(answer, dict) else None
    return error_text[:100] if isinstance(error_text, str) else ""


def _object(reply: Reply) -> dict[str, Json] | None:
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    return answer if isinstance(answer, dict) else None


def _count(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None
