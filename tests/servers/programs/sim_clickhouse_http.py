"""ClickHouse as its page on the HTTP interface describes it: the front page, one query in the format JSON,
and the refusal of a user with another password."""

from __future__ import annotations

from tests.servers.real import FORBIDDEN, OPEN
from tests.servers.sim_pages import simulated
from tests.servers.sim_web import Said, as_json

ROWS = 42
PATH = (
    "/?query=SELECT%20count%28%29%20AS%20tables%2C%20sum%28total_rows%29%20AS%20total%2C%20sum%28total_bytes%29"
    "%20AS%20size%20FROM%20system.tables%20WHERE%20database%20NOT%20IN%20%28%27system%27%2C%20%27"
    "INFORMATION_SCHEMA%27%2C%20%27information_schema%27%29%20FORMAT%20JSON"
)
NAMED = {"x-clickhouse-server-display-name": "made-up", "x-clickhouse-query-id": "00000000-made-up"}
JSON = NAMED | {"x-clickhouse-format": "JSON", "content-type": "application/json; charset=UTF-8"}
WHY = b"Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user"
REFUSED = NAMED | {"x-clickhouse-exception-code": "516", "content-type": "text/plain; charset=UTF-8"}


def result(tables: int, rows: int | None) -> Said:
    columns = ("tables", "UInt64"), ("total", "Nullable(UInt64)"), ("size", "Nullable(UInt64)")
    row = {"tables": str(tables), "total": None if rows is None else str(rows), "size": "4096"}
    answer = {
        "meta": [{"name": name, "type": kind} for name, kind in columns],
        "data": [row],
        "rows": 1,
        "statistics": {"elapsed": 0.001224, "rows_read": 9, "bytes_read": 900},
    }
    return as_json(answer, JSON)


server = simulated(
    "clickhouse_http_open",
    product="ClickHouse",
    pages={
        "/": Said(headers={"content-type": "text/html; charset=UTF-8"}, body=b"Ok.\n"),
        "/ping": Said(headers={"content-type": "text/html; charset=UTF-8"}, body=b"Ok.\n"),
        PATH: result(2, ROWS),
    },
    empty={PATH: result(0, None)},
    denied=Said(status=403, phrase="Forbidden", headers=REFUSED, body=WHY),
    public=("/", "/ping"),
    refused=FORBIDDEN,
    opened=OPEN,
    records=ROWS,
)
