"""Meilisearch, a search engine: usable without a key.

Requests its statistics. No document is requested. Names of indexes and fields are read in memory to count;
none is stored.

Open: the statistics. *Data* when there are documents, *metadata* when there are only empty indexes, *empty*
when there is none. Without a master key any visitor can also change and delete indexes. Closed: 401 or 403.
`/health` and the front page answer in both cases; they prove nothing.

False positives: a public demonstration. A key for searching that a web page holds on purpose does not open
the statistics.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

STATS: Shape = {"databaseSize": int, "indexes": dict}
INDEX: Shape = {"numberOfDocuments": int, "isIndexing": bool}


def shows(heard: Heard) -> Shown | None:
    """The indexes, and the sum of their documents."""
    answer = value(heard[0])
    indexes = value_at(answer, "indexes")
    if not isinstance(indexes, dict) or not fits(answer, STATS) or "lastUpdate" not in _members(answer):
        return None
    if not all(fits(index, INDEX) for index in indexes.values()):
        return None
    shown = count_shown(len(indexes), "index", "indexes")
    documents = sum(number(value_at(index, "numberOfDocuments")) or 0 for index in indexes.values())
    if not documents:
        return shown
    size = Size(records=documents, bytes=number(value_at(answer, "databaseSize")))
    reply = f"{format_count(documents, 'document')} in {shown.said}"
    return Shown(kind=ExposureKind.DATA, said=reply, size=size)


def _members(answer: object) -> frozenset[str]:
    return frozenset(answer) if isinstance(answer, dict) else frozenset()


check = http_check(
    title="Meilisearch readable without authentication",
    remedy=(
        "Start it with `--env production --master-key SECRET` (or `MEILI_MASTER_KEY=SECRET` in its "
        "environment) and `--http-addr 127.0.0.1:7700`. Give each program a key of its own for what it "
        "does. If other machines need it, put a web server with TLS in front of it. Close port 7700 in the "
        "firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.meilisearch.com/docs/reference/api/stats",
        "https://www.meilisearch.com/docs/learn/security/basic_security",
    ),
    sized_by="documents and bytes from its own statistics",
    applies=served_by("Meilisearch"),
    ask=Ask(path="/stats", limit=48 * 1024),
    shows=shows,
    refused=denied_or_gone,
)
