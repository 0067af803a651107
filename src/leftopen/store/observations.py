"""What was seen and judged, in ClickHouse. Synchronous and thread-safe, as `Client` is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leftopen.errors import BadQuery, NotFound
from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.finding import Finding, Judged
from leftopen.model.lines import stamp
from leftopen.model.observation import Observation
from leftopen.query.fields import FIELDS, Home, nearest
from leftopen.query.parse import parse
from leftopen.store import rows
from leftopen.store.client import Client
from leftopen.store.parameters import Value
from leftopen.store.search import Where, where

SELECT = f"SELECT {rows.columns(rows.OBSERVATION)} FROM observations"  # noqa: S608
SELECT_JUDGED = f"SELECT {rows.columns(rows.JUDGED)} FROM judged"  # noqa: S608
ID = frozenset("0123456789abcdef")
# The newest row of a service, when two have the same microsecond the greater id.
NEWEST = "argMax(id, (timestamp, id))"


class Observations:
    """Rows are stored when an `add` returns. All raise StoreFailed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def add(self, observations: Sequence[Observation]) -> None:
        self._client.insert("observations", [rows.observation_row(o) for o in observations], key="id")

    def add_judged(self, judged: Sequence[Judged]) -> None:
        self._client.insert("judged", [rows.judged_row(j) for j in judged], key="look")

    def add_findings(self, findings: Sequence[Finding]) -> None:
        self._client.insert("findings", [rows.finding_row(f) for f in findings], key="look")

    def put_case(self, case: Case) -> None:
        """The case as it is now; replaces what was put before."""
        self._client.insert("cases", [rows.case_row(case)], key=None)

    def host(self, address: Address, *, history: bool = False) -> list[Observation]:
        """The newest observation of each service there, by port; with `history` all, newest first."""
        order = "timestamp DESC, id" if history else "service, timestamp DESC, id DESC LIMIT 1 BY service"
        found = self._observations(
            f"{SELECT} WHERE address = toIPv6({{a:String}}) ORDER BY {order}",
            {"a": rows.address_text(address)},
        )
        return found if history else sorted(found, key=lambda o: (o.endpoint.port, o.endpoint.name, o.id))

    def open_ports(self, address: Address) -> list[int]:
        """Ports that are known to have answered."""
        found = self._client.query(
            "SELECT DISTINCT port FROM observations WHERE address = toIPv6({a:String}) ORDER BY port",
            {"a": rows.address_text(address)},
        )
        return [int(row["port"]) for row in found]

    def get(self, id_prefix: str) -> Observation:
        """Raises NotFound when none or several begin so."""
        prefix = id_prefix.strip().lower()
        found: list[Observation] = []
        if prefix and set(prefix) <= ID:
            found = self._observations(
                f"{SELECT} WHERE startsWith(id, {{p:String}}) ORDER BY id LIMIT 1 BY id LIMIT 2",
                {"p": prefix},
            )
        if len(found) != 1:
            raise NotFound(
                f"{'several observations begin' if found else 'no observation begins'} with {prefix!r}"
            )
        return found[0]

    def find(self, identifier: str) -> Observation | None:
        """The one with just that id; None when there is none, or it was erased."""
        query = f"{SELECT} WHERE id = {{id:String}} LIMIT 1"
        return next(iter(self._observations(query, {"id": identifier})), None)

    def latest(self, service: str) -> Observation | None:
        """The newest observation of a service."""
        found = self._observations(
            f"{SELECT} WHERE service = {{s:String}} ORDER BY timestamp DESC, id DESC LIMIT 1", {"s": service}
        )
        return found[0] if found else None

    def judged(self, finding: str, limit: int) -> list[Judged]:
        """The looks at a finding, newest first."""
        found = self._client.query(
            f"{SELECT_JUDGED} WHERE finding = {{f:String}} ORDER BY at DESC, look LIMIT {{n:UInt32}}",
            {"f": finding, "n": limit},
        )
        return [rows.judged(row) for row in found]

    def last_judged(self, finding: str, before: datetime) -> datetime | None:
        """When it was last seen not open before that moment: the server itself refused, or the connection was
        refused. Not knowing does not count."""
        found = self._client.query(
            "SELECT toUnixTimestamp64Micro(max(at)) AS last, count() AS n FROM judged "
            "WHERE finding = {f:String} AND at < parseDateTime64BestEffort({b:String}, 6, 'UTC') "
            "AND (state = 'closed' OR (reason = 'refused' AND phase = 'connect'))",
            {"f": finding, "b": stamp(before)},
        )
        return rows.time(found[0]["last"]) if int(found[0]["n"]) else None

    def search(self, query: str, *, limit: int = 20, history: bool = False) -> list[Observation]:
        """Newest first; of each service only its newest observation, unless `history`. Raises BadQuery."""
        scope = _scope(query, history)
        # Wide rows are read only once it is known which.
        keys = self._client.query(
            f"SELECT id, service FROM observations WHERE {scope.sql} "  # noqa: S608
            f"ORDER BY timestamp DESC, id LIMIT 1 BY id LIMIT {scope.bind(limit, 'UInt32')}",
            scope.params,
        )
        found: dict[str, Observation] = {}
        for at in range(0, len(keys), 500):
            some = keys[at : at + 500]
            wide = self._observations(
                f"{SELECT} WHERE service IN {{s:Array(String)}} AND id IN {{i:Array(String)}}",
                {"s": [row["service"] for row in some], "i": [row["id"] for row in some]},
            )
            found |= {o.id: o for o in wide}
        return [found[row["id"]] for row in keys]

    def count(self, query: str, *, history: bool = False) -> int:
        scope = _scope(query, history)
        sql = f"SELECT uniqExact(id) AS n FROM observations WHERE {scope.sql}"  # noqa: S608
        return int(self._client.query(sql, scope.params)[0]["n"])

    def facets(self, query: str, name: str, top: int = 10, *, history: bool = False) -> list[tuple[str, int]]:
        """The most frequent values of a field with their counts, greatest first; without empty values."""
        field = FIELDS.get(name)
        if field is None or not field.facet or field.home is not Home.OBSERVATIONS:
            raise BadQuery(f"there is no facet {name}; {_hint(name)}", 0)
        scope = _scope(query, history)
        column = f"arrayJoin({field.columns[0]})" if field.many else _shown(field.columns[0])
        found = self._client.query(
            f"SELECT toString({column}) AS value, uniqExact(id) AS n FROM observations "  # noqa: S608
            f"WHERE {scope.sql} GROUP BY value HAVING value != '' "
            f"ORDER BY n DESC, value LIMIT {scope.bind(top, 'UInt32')}",
            scope.params,
        )
        return [(row["value"], int(row["n"])) for row in found]

    def _observations(self, sql: str, params: dict[str, Value]) -> list[Observation]:
        return [rows.observation(row) for row in self._client.query(sql, params)]


def _scope(query: str, history: bool) -> Where:
    made = where(parse(query))
    if not history:
        services = f"SELECT service FROM observations WHERE {made.sql}"  # noqa: S608
        newest = f"SELECT {NEWEST} FROM observations WHERE service IN ({services}) GROUP BY service"  # noqa: S608
        made.sql = f"{made.sql} AND id IN ({newest})"
    return made


def _shown(column: str) -> str:
    return "replaceRegexpOne(toString(address), '^::ffff:', '')" if column == "address" else column


def _hint(name: str) -> str:
    near = nearest(name)
    return f"did you mean {near}?" if near else "port, product and module are some"
