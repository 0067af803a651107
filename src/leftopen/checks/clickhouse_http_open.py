"""ClickHouse, a database: tables readable without a password, over its HTTP interface.

Requests the number of tables, rows and bytes outside ClickHouse's own databases, by one fixed query of
`system.tables` with GET: ClickHouse refuses every change in a GET. No row of a table is requested.

Open: the counters, with ClickHouse's own header. *Data* when there are rows, *metadata* when all tables are
empty, *empty* when there is none. Closed: 401 or 403 (a password is required, or the address is not allowed).
The front page and `/ping` answer in both cases; they prove nothing.

False positives: a public playground, whose user may read only what was published.
"""

from __future__ import annotations

from leftopen.formats.url_quote import encoded
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

QUERY = (
    "SELECT count() AS tables, sum(total_rows) AS total, sum(total_bytes) AS size FROM system.tables "
    "WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') FORMAT JSON"
)
PATH = f"/?query={encoded(QUERY)}"
RESULT: Shape = {"meta": list, "data": list, "rows": 1, "statistics": dict}


def shows(heard: Heard) -> Shown | None:
    """One row with three counters, which it quotes or not by its version."""
    answer = value(heard[0])
    rows = value_at(answer, "data")
    if not isinstance(rows, list) or not fits(answer, RESULT) or not heard[0].header("x-clickhouse-format"):
        return None
    tables, total, size = (_count(rows, name) for name in ("tables", "total", "size"))
    if tables is None:
        return None
    shown = count_shown(tables, "table")
    if not total:
        return shown
    reply = f"{format_count(total, 'row')} in {shown.said}"
    return Shown(kind=ExposureKind.DATA, said=reply, size=Size(records=total, bytes=size))


def _count(rows: list[Json], name: str) -> int | None:
    found = value_at(rows[0], name) if rows else None
    quoted = isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 20
    return number(int(found) if isinstance(found, str) and quoted else found)


def denies(reply: Reply) -> bool:
    """ClickHouse says it for every query, with the number of its own error."""
    return reply.status == 403 and bool(reply.header("x-clickhouse-exception-code"))


check = http_check(
    title="ClickHouse readable without a password",
    remedy=(
        "In users.xml, give the user `default` a `<password_sha256_hex>` and only the networks that it "
        "needs (`<networks><ip>::1</ip><ip>127.0.0.1</ip></networks>`). In config.xml, set "
        "`<listen_host>127.0.0.1</listen_host>`, then run `systemctl restart clickhouse-server`. Close "
        "ports 8123, 9000 and 9004 in the firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://clickhouse.com/docs/interfaces/http",
        "https://clickhouse.com/docs/operations/settings/settings-users",
    ),
    sized_by="rows and bytes from `system.tables`, ClickHouse's own databases left out",
    applies=served_by("ClickHouse"),
    ask=Ask(path=PATH),
    shows=shows,
    denies=denies,
)
