"""Builds the query of a search: its condition over the current rows, or over all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen.errors import BadQuery
from leftopen.query.facet import facet_field
from leftopen.query.nodes import All, Any, Node, Not, Word
from leftopen.query.parse import parse
from leftopen.query.values import micros
from leftopen.store.engine.client import Client
from leftopen.store.observations import rows
from leftopen.store.observations.batch import KEY, KEYS, PAIR, ROW, STANDING
from leftopen.store.search.token_index import lookup
from leftopen.store.search.where import Where, where

ORDER = "ORDER BY timestamp DESC, id DESC"
_ORDERS = {"services": ORDER, "history": "ORDER BY toDate(timestamp) DESC, timestamp DESC, id DESC"}
"""The same order, by the key of each table: only the days that are needed are read."""
MOST_ROWS, FARTHEST, MOST_VALUES, MOST_FACETS = 1000, 100_000, 1000, 10
SECONDS = 30
SPILL_SHARE = 0.15
"""Share of the engine's memory. It is no fixed number of bytes, so that a small cap works too."""
LIMITS = (
    f"SETTINGS max_execution_time = {SECONDS}, max_bytes_ratio_before_external_group_by = {SPILL_SHARE}, "
    f"max_bytes_ratio_before_external_sort = {SPILL_SHARE}, use_text_index_postings_cache = 0"
)
"""That cache stores lists as one search cut them, and gives them to another that reads more rows (ClickHouse
#120951; `tests/store/test_postings.py` fails with it). Later engines have it on by default."""
PAGE = f"{LIMITS}, priority = 1"
BESIDE = f"{LIMITS}, max_threads = 1, priority = 5, low_priority_query_wait_time_ms = 100"
"""A background query leaves a processor to pages, and processes one block each 100 ms while there are
some."""
BY_KEY = f"{LIMITS}, use_skip_indexes = 0"
"""Complete keys lead to their granules directly; opening the other indexes would only cost time."""
SELECT = rows.columns(rows.OBSERVATION)
_MARKED = "SELECT timestamp, id, merged FROM superseded"
_ABSENT = "(SELECT count() FROM absences WHERE ended = toDateTime64(0, 6, 'UTC')) AS absent"
"""Absences without an end, and ended ones whose earlier row is not merged yet: FINAL would cost each search
two milliseconds more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableState:
    """`marked`: some rows of `services` are superseded; `absent`: some services may be gone; `named`: some
    have sites with names."""

    marked: bool = True
    absent: bool = True
    named: bool = True


def table_state(client: Client) -> TableState:
    """Costs half a millisecond, however much is stored."""
    [found] = client.query(
        f"SELECT (SELECT count() FROM superseded) AS marked, {_ABSENT}, "  # noqa: S608
        "(SELECT count() FROM sites) AS named"
    )
    return TableState(**{name: bool(int(number)) for name, number in found.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """`tables`: where to search, each with its own further condition; `absent`: some services may be
    gone."""

    made: Where
    tables: tuple[tuple[str, str], ...]
    absent: bool = True

    def each(self, columns: str, more: str = "", join: str = "", newest: str = "") -> str:
        """A SELECT over every table (and its joins), combined. `newest`: how many of each, '' for all."""
        limits = {table: f" {_ORDERS[table]} LIMIT {newest}" if newest else "" for table, _ in self.tables}
        parts = [
            f"SELECT {columns} FROM {table} {join} WHERE {self.made.sql}{also}{more}{limits[table]}"  # noqa: S608
            for table, also in self.tables
        ]
        return parts[0] if len(parts) == 1 else f"SELECT * FROM ({' UNION ALL '.join(parts)})"  # noqa: S608

    def page(self, limit: int, offset: int, before: tuple[datetime, str] | None = None) -> str:
        """Wide rows are read only after they are selected: by the engine itself for a page of one table, by
        their keys for far pages or both tables."""
        more = f" AND {PAIR} < {self._pair(before)}" if before else ""
        count = self.made.bind(limit, "UInt32")
        if len(self.tables) == 1 and not offset:
            return f"{self.each(SELECT, more, newest=count)} {PAGE}"
        last, start = self.made.bind(limit + offset, "UInt32"), self.made.bind(offset, "UInt32")
        keys = self.each(KEYS, more, newest=last)
        keys = f"SELECT {KEYS} FROM ({keys}) {ORDER} LIMIT {count} OFFSET {start}"  # noqa: S608
        wide = [
            f"SELECT {SELECT} FROM {table} PREWHERE {KEY} IN ({keys}){also}"  # noqa: S608
            for table, also in self.tables
        ]
        return f"SELECT * FROM ({' UNION ALL '.join(wide)}) ORDER BY timestamp_us DESC, id DESC {PAGE}"  # noqa: S608

    def _pair(self, at: tuple[datetime, str]) -> str:
        moment, identifier = at
        time = f"fromUnixTimestamp64Micro({self.made.bind(micros(moment), 'Int64')}, 'UTC')"
        return f"({time}, {self.made.bind(int(identifier, 16), 'UInt128')})"


def tables(*, history: bool, marked: bool) -> tuple[tuple[str, str], ...]:
    """`marked`: some rows of `services` are superseded. While they are moved, one may stand in both."""
    if not history:
        return (("services", f" AND {ROW} NOT IN ({_MARKED})" if marked else ""),)
    standing = f"SELECT timestamp, id FROM services WHERE {ROW} IN ({_MARKED}) AND merged = 0"  # noqa: S608
    return ("services", " AND merged = 0"), ("history", f" AND {PAIR} NOT IN ({standing})" if marked else "")


def search_query(
    query: str, client: Client, *, history: bool, state: Callable[[], TableState], every: bool
) -> SearchQuery:
    """Parsed before the engine is queried. `every`: all matches are wanted, not the newest; after a word, the
    columns of filters are then faster than the token index. Raises BadQuery."""
    node = parse(query)
    found = state()
    where_to_look = tables(history=history, marked=found.marked)
    known = lookup(client, [table for table, _ in where_to_look])
    made = where(node, None if every and _has_word(node) else known, absent=found.absent)
    return SearchQuery(made=made, tables=where_to_look, absent=found.absent)


def _has_word(node: Node) -> bool:
    if isinstance(node, All | Any):
        return any(_has_word(part) for part in node.nodes)
    return _has_word(node.node) if isinstance(node, Not) else isinstance(node, Word)


def condition_query(condition: str, *, history: bool, limit: int = 0, absent: bool = True) -> str:
    """Our own condition over the current rows, or with `history` over everything in the tables: superseded
    rows included, and a row being moved may come twice. With `absent` each row has the number of absences
    that may have no end: a few milliseconds."""
    names = ("services", "history") if history else ("services",)
    tail = f" LIMIT {limit:d}" if limit else ""
    columns = f"{SELECT}, {_ABSENT}" if absent else SELECT
    standing = {"services": f" WHERE {'merged = 0 OR ' if history else ''}{STANDING}"}
    each = (
        f"SELECT {columns} FROM {name} PREWHERE {condition}{standing.get(name, '')}{tail}"  # noqa: S608
        for name in names
    )
    return " UNION ALL ".join(each)


def check_page(limit: int, offset: int) -> None:
    if not 0 <= limit <= MOST_ROWS:
        raise BadQuery(f"at most {MOST_ROWS} results per page; for all results use export")
    if not 0 <= offset <= FARTHEST:
        raise BadQuery(
            f"only the first {FARTHEST} results have pages; for more use before:dd/mm/yyyy or export"
        )


def check_facets(wanted: Sequence[tuple[str, int]]) -> None:
    if len(wanted) > MOST_FACETS:
        raise BadQuery(f"at most {MOST_FACETS} facets per query")
    for name, top in wanted:
        facet_field(name)
        if not 0 < top <= MOST_VALUES:
            raise BadQuery(f"the facet {name} shows between 1 and {MOST_VALUES} values")
