"""Weaviate, a vector database: readable without authentication.

Requests the state of its nodes, which counts the objects and names the collections. No object is requested.
Names are read in memory and not stored.

Open: the state. *Data* when objects are counted, *metadata* when there are collections without a counted
object, *empty* when there is neither. Closed: 401 (anonymous access is off), 403 or a login page. The front
page and `/v1` answer in both cases; they prove nothing.

False positives: a public demonstration. An administrator may permit reading the state of the nodes alone.
"""

from __future__ import annotations

from leftopen.model.facts import Json
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

NODE: Shape = {"name": str, "status": str, "version": str, "stats.objectCount": int}


def shows(heard: Heard) -> Shown | None:
    """The counters of all nodes that answered."""
    nodes = value(heard[0], "nodes")
    if not isinstance(nodes, list) or not nodes or not all(fits(node, NODE) for node in nodes):
        return None
    objects, shards = _sum(nodes, "stats.objectCount"), _sum(nodes, "stats.shardCount")
    if not objects and shards:
        return Shown(kind=ExposureKind.METADATA, said="collections present; no objects counted")
    return count_shown(objects, "object", kind=ExposureKind.DATA)


def _sum(nodes: list[Json], path: str) -> int:
    return sum(number(value_at(node, path)) or 0 for node in nodes)


check = http_check(
    title="Weaviate readable without authentication",
    remedy=(
        "Set `AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=false`, `AUTHENTICATION_APIKEY_ENABLED=true`, "
        "`AUTHENTICATION_APIKEY_ALLOWED_KEYS=SECRET` and `AUTHENTICATION_APIKEY_USERS=NAME` in its "
        "environment, then restart it. Put a web server with TLS in front of it. Close ports 8080 and 50051 "
        "in the firewall. Objects contain the texts that were indexed."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.weaviate.io/deploy/configuration/authentication",
        "https://docs.weaviate.io/deploy/configuration/nodes",
    ),
    sized_by="objects from `objectCount` of its nodes; copies on several nodes count each time",
    applies=served_by("Weaviate"),
    ask=Ask(path="/v1/nodes?output=verbose", limit=32 * 1024, level=ReadLevel.LISTING),
    shows=shows,
    refused=denied_or_gone,
)
