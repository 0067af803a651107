"""Chroma, a vector database: collections readable without authentication.

Requests at most a hundred collections of the default database, and the number of records in the first one. No
record, document or embedding is requested. Names are read in memory to count; none is stored. The API of
version 2 only (since Chroma 0.6).

Open: the list. *Data* when the first collection has records, *metadata* when it has none or its number is
refused. *Empty* when the list is empty and Chroma's own heartbeat answers: an empty list alone does not
identify the product. Closed: 401, 403 or a login page.

False positives: a public demonstration. Other tenants and databases are not requested.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, either, front_page_says, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list, number, value

MOST = 100
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
HEARTBEAT, BEAT = "/api/v2/heartbeat", "nanosecond heartbeat"
COLLECTION: Shape = {"id": str, "name": str, "tenant": "default_tenant", "database": "default_database"}
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_listed = json_list("collection", each=COLLECTION, most=MOST)


def then(heard: Heard) -> Ask | None:
    """The number of records in the first collection; of an empty list, whose it is."""
    shown = _listed(heard) if len(heard) == 1 else None
    if shown and not shown.size.records:
        return Ask(path=HEARTBEAT, limit=100)
    key = _first(heard[0]) if shown else ""
    return Ask(path=f"{COLLECTIONS}/{key}/count", limit=100) if key else None


def shows(heard: Heard) -> Shown | None:
    """The list decides whether it is open; the number decides what was readable."""
    shown = _listed(heard)
    if shown is None:
        return None
    if not shown.size.records:
        return shown if len(heard) > 1 and number(value(heard[1], BEAT)) is not None else None
    records = number(value(heard[1])) if len(heard) > 1 else None
    if not records:
        return shown
    reply = f"{shown.said}; {format_count(records, 'record')} in the first"
    size = Size(records=records, at_least=shown.size.records != 1)
    return Shown(kind=ExposureKind.DATA, said=reply, size=size)


def _first(reply: Reply) -> str:
    items = value(reply)
    first = items[0] if isinstance(items, list) and items else None
    key = first.get("id") if isinstance(first, dict) else None
    return key if isinstance(key, str) and _ID.fullmatch(key) else ""


check = http_check(
    title="Chroma collections readable without authentication",
    remedy=(
        "Start it with `chroma run --host 127.0.0.1`. Since version 1.0 it has no password of its own: if "
        "other machines need it, put a web server with TLS and a password in front of it. Close port 8000 in "
        "the firewall. Records contain the texts that were indexed."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.trychroma.com/docs/cli/run",
        "https://cookbook.chromadb.dev/security/auth-1.0.x",
    ),
    sized_by="records of the first collection from its own counter; a lower bound when there are more",
    applies=either(served_by("Chroma"), front_page_says(404, "content-type", "application/json")),
    ask=Ask(path=f"{COLLECTIONS}?limit={MOST}", limit=32 * 1024, level=ReadLevel.LISTING),
    then=then,
    requests=2,
    shows=shows,
)
