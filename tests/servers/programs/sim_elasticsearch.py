"""Elasticsearch 8 as its REST reference describes it: `/`, cat indices, count, and its security's refusal.

Headers and bodies by the API reference, the message of the refusal by elastic/go-elasticsearch issue 279.
`half_closed` and `list_closed` are the two ways in which a proxy before it closes only a part.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_web import Asked, Said, as_json, password_of, serve

INDICES = {"made-up-people": (21, 40_960), ".ds-logs-made-up-2023.02.03-000001": (9, 8_192)}
OWN = {".kibana_8.15.0_001": (50, 100_000), ".security-7": (3, 5_000)}
RECORDS = 30
UUID = "bm90LWEtcmVhbC1jbHVzdA"
PRODUCT = {"X-elastic-product": "Elasticsearch"}
BASIC = 'Basic realm="security" charset="UTF-8"'


def start(spot: Spot, mode: str, indices: dict[str, tuple[int, int]] | None = None) -> Running:
    full = INDICES if indices is None else indices
    shown = OWN if mode == "empty" else OWN | full

    def answer(asked: Asked) -> Said:
        where = urlsplit(asked.path)
        closed = {
            "closed": True,
            "half_closed": where.path == "/",
            "list_closed": where.path.startswith("/_cat"),
        }
        if closed.get(mode) and password_of(asked) != spot.password:
            return _refused(asked.path)
        return _page(where.path, parse_qs(where.query), shown)

    return serve(spot, answer, lambda: repr(sorted(full.items())[:20]))


def _page(path: str, query: dict[str, list[str]], shown: dict[str, tuple[int, int]]) -> Said:
    if path == "/":
        return as_json(_welcome(), PRODUCT)
    if path == "/_cat/indices":
        columns = query.get("h", ["index,docs.count,store.size,pri.store.size"])[0].split(",")
        return as_json([_row(name, columns, *counts) for name, counts in shown.items()], PRODUCT)
    if path == "/_count":
        shards = {"total": len(shown), "successful": len(shown), "skipped": 0, "failed": 0}
        return as_json({"count": sum(docs for docs, _ in shown.values()), "_shards": shards}, PRODUCT)
    return _missing(path.strip("/"))


def _welcome() -> dict[str, object]:
    version = {
        "number": "8.15.0",
        "build_flavor": "default",
        "build_type": "deb",
        "build_hash": "1a77947f34deddb41af25e6f0ddb8e830159c179",
        "build_date": "2024-08-05T10:05:34.233336849Z",
        "build_snapshot": False,
        "lucene_version": "9.11.1",
        "minimum_wire_compatibility_version": "7.17.0",
        "minimum_index_compatibility_version": "7.0.0",
    }
    return {
        "name": "made-up-node",
        "cluster_name": "made-up-cluster",
        "cluster_uuid": UUID,
        "version": version,
        "tagline": "You Know, for Search",
    }


def _row(name: str, columns: list[str], docs: int, size: int) -> dict[str, str]:
    known = {"index": name, "docs.count": str(docs), "store.size": str(2 * size), "pri.store.size": str(size)}
    return {column: known[column] for column in columns}


def _missing(index: str) -> Said:
    why = {
        "type": "index_not_found_exception",
        "reason": f"no such index [{index}]",
        "resource.type": "index_or_alias",
        "resource.id": index,
        "index_uuid": "_na_",
        "index": index,
    }
    error = {"error": {"root_cause": [why], **why}, "status": 404}
    return as_json(error, PRODUCT, status=404, phrase="Not Found")


def _refused(path: str) -> Said:
    """Without the product's header, which goes on only after the log-in."""
    why = {
        "type": "security_exception",
        "reason": f"missing authentication credentials for REST request [{path}]",
        "header": {"WWW-Authenticate": [BASIC, "ApiKey"]},
    }
    error = {"error": {"root_cause": [why], **why}, "status": 401}
    return as_json(error, {"WWW-Authenticate": BASIC}, status=401, phrase="Unauthorized")


server = RealServer(
    name="sim_elasticsearch",
    module="elasticsearch",
    product="Elasticsearch",
    check="elasticsearch_open",
    modes={
        "open": OPEN,
        "closed": PASSWORD,
        "empty": EMPTY,
        "half_closed": OPEN,
        "list_closed": OPEN,
    },
    missing=lambda: "",
    start=start,
    records=RECORDS,
)
