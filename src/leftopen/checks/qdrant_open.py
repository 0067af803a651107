"""Qdrant, a vector database: collections readable without authentication.

Requests the names of the collections, and the counters of the first one. No point, vector or payload is
requested. Names are read in memory to count; none is stored.

Open: the list. *Data* when the first collection has points, *metadata* when its counters show none or are
refused, *empty* when there is no collection. Closed: 401 or 403 (an API key is required). The front page
names the version with and without a key; it proves nothing.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.formats.url_quote import encoded
from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import json_list, number, value

COLLECTIONS = "/collections"
LONGEST_NAME = 255
_listed = json_list("collection", at="result.collections", each={"name": str}, also={"status": "ok"})


def then(heard: Heard) -> Ask | None:
    """The counters of the first collection."""
    name = _first(heard[0]) if len(heard) == 1 and _listed(heard) else ""
    return Ask(path=f"{COLLECTIONS}/{encoded(name)}") if name else None


def shows(heard: Heard) -> Shown | None:
    """The list decides whether it is open; the counters of the first collection decide what was readable."""
    shown = _listed(heard)
    points = number(value(heard[1], "result.points_count")) if shown and len(heard) > 1 else None
    if not shown or not points:
        return shown
    reply = f"{shown.said}; {format_count(points, 'point')} in the first"
    size = Size(records=points, at_least=shown.size.records != 1)
    return Shown(kind=ExposureKind.DATA, said=reply, size=size)


def _first(reply: Reply) -> str:
    items = value(reply, "result.collections")
    first = items[0] if isinstance(items, list) and items else None
    name = first.get("name") if isinstance(first, dict) else None
    return name if isinstance(name, str) and len(name) <= LONGEST_NAME else ""


def denies(reply: Reply) -> bool:
    """Qdrant before 1.13 says it for every path, in these words."""
    return reply.status == 403 and reply.body.startswith(b"Must provide an API key")


check = http_check(
    title="Qdrant collections readable without authentication",
    remedy=(
        "Set `service: {api_key: SECRET}` in config.yaml (or `QDRANT__SERVICE__API_KEY=SECRET` in its "
        "environment) and `enable_tls: true`. Listen on loopback only (`host: 127.0.0.1`). Restart it. Close "
        "ports 6333 and 6334 in the firewall. Payloads contain the texts that were indexed."
    ),
    severity=Severity.HIGH,
    references=(
        "https://qdrant.tech/documentation/guides/security/",
        "https://api.qdrant.tech/api-reference/collections/get-collections",
    ),
    sized_by="points of the first collection from its own counter; a lower bound when there are more",
    applies=served_by("Qdrant"),
    ask=Ask(path=COLLECTIONS, limit=16 * 1024, level=ReadLevel.LISTING),
    then=then,
    requests=2,
    shows=shows,
    refused=denied_or_gone,
    denies=denies,
)
