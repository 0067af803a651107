"""Reads observations in the order in which they were stored by any writer: a scan, an import, others.

The engine numbers every insert when it becomes visible, and a row keeps that number through all merges
(setting `enable_block_number_column`). Reading on from a number misses nothing and repeats nothing, which no
clock could guarantee.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leftopen.model.observation import Observation
from leftopen.store.engine.client import Client
from leftopen.store.observations import rows
from leftopen.store.observations.batch import KEY

TABLE = "observation_index"
# Greater than every id.
_END = 2**128


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cursor:
    """The place after row `id` of insert number `block`."""

    block: int
    id: int = _END


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """`position` is the cursor after `found`; `waits`: more is entered and can't be read yet."""

    found: tuple[Observation, ...]
    position: Cursor
    waits: bool = False


class ChangeFeed:
    """Reads on from a cursor. Synchronous and thread-safe. Raises StoreFailed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def now(self) -> Cursor:
        """The cursor after everything stored so far. Costs about 2 ms, however much is stored."""
        found = self._client.query(
            "SELECT max(max_block_number) AS newest FROM system.parts "
            "WHERE active AND database = currentDatabase() AND table = {t:String}",
            {"t": TABLE},
        )
        return Cursor(block=int(found[0]["newest"] or 0))

    def after(self, position: Cursor, limit: int, *, patient: bool = True) -> FeedPage:
        """At most `limit` observations stored after the cursor, in order.

        An observation is entered in `observation_index` a moment before its row can be read. Until then, the
        feed waits for it and for what follows it. Without `patient` it is skipped: its writer was killed in
        between.
        """
        newest = self.now()
        if newest <= position:
            return FeedPage(found=(), position=position)
        entries = self._client.query(
            "SELECT _block_number AS block, service, id, toUnixTimestamp64Micro(timestamp) AS at "  # noqa: S608
            f"FROM {TABLE} "
            "WHERE _block_number > {b:UInt64} OR (_block_number = {b:UInt64} AND id > {i:UInt256}) "
            "ORDER BY block, id LIMIT {n:UInt32}",
            {"b": position.block, "i": str(position.id), "n": limit},
        )
        stored = self._stored(entries)
        there = [stored.get(int(entry["id"])) for entry in entries]
        ready = there.index(None) if patient and None in there else len(there)
        found = tuple(o for o in there[:ready] if o is not None)
        if ready == len(entries):
            last = [_at(entries[-1])] if entries else []
            # More may have become visible after `newest` was read.
            whole = [newest, position] if len(entries) < limit else []
            return FeedPage(found=found, position=max([*last, *whole]))
        return FeedPage(found=found, position=_at(entries[ready - 1]) if ready else position, waits=True)

    def _stored(self, entries: Sequence[Mapping[str, Any]]) -> dict[int, Observation]:
        """The rows of those entries that can be read by now, by number."""
        found: dict[int, Observation] = {}
        for table in ("services", "history") if entries else ():
            rows_of = self._client.query(
                f"SELECT {rows.columns(rows.OBSERVATION)} FROM {table} WHERE merged = 0 AND {KEY} IN "  # noqa: S608
                "(SELECT key.1, fromUnixTimestamp64Micro(key.2, 'UTC'), key.3 FROM "
                "(SELECT arrayJoin(arrayZip("
                "{s:Array(UInt128)}, {t:Array(Int64)}, {i:Array(UInt128)})) AS key))",
                {
                    "s": [int(e["service"]) for e in entries],
                    "t": [int(e["at"]) for e in entries],
                    "i": [int(e["id"]) for e in entries],
                },
            )
            found |= {int(o.id, 16): o for o in map(rows.observation, rows_of)}
        return found

    def open_checks(self, services: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """By service, the checks whose newest verdict is `open`; only services that have any."""
        found = self._client.query(
            "SELECT service, check FROM (SELECT service, check, argMax(state, (at, look)) AS newest "
            "FROM verdicts WHERE service IN {s:Array(String)} GROUP BY finding, service, check) "
            "WHERE newest = 'open' ORDER BY service, check",
            {"s": sorted(services)},
        )
        checks: dict[str, tuple[str, ...]] = {}
        for row in found:
            checks[row["service"]] = (*checks.get(row["service"], ()), row["check"])
        return checks


def _at(entry: Mapping[str, Any]) -> Cursor:
    return Cursor(block=int(entry["block"]), id=int(entry["id"]))
