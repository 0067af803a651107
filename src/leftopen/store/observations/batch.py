"""The statements that store one batch of observations, in an order that survives a crash.

1. Read what `observation_index` knows of the batch's services.

2. Insert each new observation into `observation_index`.

3. Insert the newest of each service into `services`, the others into `history`; at the same time our own
   comes last.

4. Where the newest could not see what others saw, insert a merged row into `services` (`merge`).

5. Insert what stands in `services` and is no longer its service's current row into `superseded`.

6. Hide and show the sites of services that have one with a name (`sites`).

7. End the absences of services that the batch saw answer.

The same batch again with `resumed` repairs a batch that was cut off anywhere: it looks for the observations
that `observation_index` already knows in `services` and `history`, and inserts the missing ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from leftopen.model.field_group import EVERYTHING, TALK, FieldGroup
from leftopen.store.observations import rows

Run = Callable[[str], list[dict[str, Any]]]
PAIR = "(timestamp, id)"
"""The key of `services`."""
KEYS = "service, timestamp, id"
KEY = f"({KEYS})"
"""The key of `history`, and of `observation_index` behind the address."""
CURRENT = "(timestamp, own, id)"
"""The greatest of a service is the current one."""
ROW = "(timestamp, id, merged)"
"""The key of a row of `services`, where a merged one stands beside the observation whose id it has."""
STANDING = f"{ROW} NOT IN (SELECT timestamp, id, merged FROM superseded)"  # noqa: S608
HELD = (
    f"{int(TALK)} + if(notEmpty(hostnames), {int(FieldGroup.NAMES)}, 0) "
    f"+ if(notEmpty(tags), {int(FieldGroup.TAGS)}, 0) + if(notEmpty(vulns), {int(FieldGroup.VULNS)}, 0) "
    f"+ bitAnd(sees, {int(FieldGroup.EXAMINED)}) "
    f"+ if(country != '' OR asn != 0 OR org != '' OR isp != '' OR city != '' OR cloud_provider != '', "
    f"{int(FieldGroup.LOCATION)}, 0)"
)
"""The groups of fields in which a row may have a value (`merge.held`)."""
MOST_MONTHS = 10_000
"""In one batch: more than any clock gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """The contents of the staging table: `rows`, `different` observations of that many `services`, `named`
    rows of sites with a name."""

    rows: int
    different: int
    services: int
    named: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The statements over the staging table `name`, whose columns are those of `services`; `mine` is the
    scan whose earlier load may have been cut off. `spread`: the batch has so many rows that nearly every
    part of `observation_index` holds some of them; then one narrow column is read whole instead of a part of
    three for each row."""

    name: str
    mine: str = ""
    spread: bool = False

    @property
    def number(self) -> int:
        """The number of the merged rows of this batch, of 64 bits and not 0: that of no other batch."""
        return int(self.name[-16:], 16) | 1

    def prepare(self) -> list[str]:
        # Engine Memory: when the engine ends, the rows are gone, and `staged` shows it.
        return [f"CREATE TABLE IF NOT EXISTS {self.name} AS services ENGINE = Memory"]

    def take(self) -> str:
        """Inserts the incoming rows: with the columns that are not stored, without those that are
        computed."""
        return f"INSERT INTO {self.name} ({', '.join(rows.TAKEN)})"

    def staged(self) -> str:
        return (
            f"SELECT count() AS rows, uniqExact(id) AS different, uniqExact(service) AS services, "  # noqa: S608
            f"countIf(name != '') AS named FROM {self.name}"
        )

    def know(self) -> list[str]:
        """Step 1."""
        if self.spread:
            # Half of the number finds the few candidates in three quarters of the time.
            half = f"toUInt64(service) IN (SELECT toUInt64(service) FROM {self.name})"  # noqa: S608
            of_them = f"PREWHERE {half} WHERE service IN (SELECT service FROM {self.name})"  # noqa: S608
        else:
            of_them = f"WHERE (address, service) IN (SELECT address, service FROM {self.name})"  # noqa: S608
        known = f"SELECT service, timestamp, id, own FROM observation_index {of_them}"  # noqa: S608
        return [f"CREATE TABLE {self.name}_known ENGINE = Memory AS {known}"]

    def known(self) -> str:
        """The number of rows that `observation_index` had for the batch's services, and how many of them are
        the batch's own."""
        own = f"countIf(id IN (SELECT id FROM {self.name}))"  # noqa: S608
        return f"SELECT count() AS all, {own} AS own FROM {self.name}_known"  # noqa: S608

    def left(self) -> str:
        """The number of known rows that no other scan has stored."""
        staged = f"SELECT {KEYS} FROM {self.name}"  # noqa: S608
        others = " UNION ALL ".join(
            f"SELECT id FROM {table} WHERE {KEY} IN ({staged}) AND scan != '{int(self.mine, 16):032x}'"  # noqa: S608
            for table in ("services", "history")
        )
        return (
            f"SELECT uniqExact(id) AS rows FROM {self.name}_known WHERE id IN (SELECT id FROM {self.name}) "  # noqa: S608
            f"AND id NOT IN ({others})"
        )

    def see(self) -> str:
        """Step 2."""
        return (
            "INSERT INTO observation_index "  # noqa: S608
            f"SELECT address, service, timestamp, id, port, transport, hash, own FROM {self.name} "
            f"WHERE id NOT IN (SELECT id FROM {self.name}_known) LIMIT 1 BY id"
        )

    def keep_fresh(self) -> str:
        """Step 3 when every row is the first of its service."""
        return f"INSERT INTO services SELECT * REPLACE (timestamp AS first_seen) FROM {self.name}"  # noqa: S608

    def keep(self, *, resumed: bool) -> list[str]:
        """Step 3."""
        both = (
            f"SELECT service, timestamp, id, own FROM {self.name}_known "  # noqa: S608
            f"UNION DISTINCT SELECT service, timestamp, id, own FROM {self.name}"
        )
        newest = (
            f"CREATE TABLE {self.name}_newest ENGINE = Memory AS SELECT service, min(timestamp) AS first, "  # noqa: S608
            f"max({CURRENT}) AS newest FROM ({both}) GROUP BY service"
        )
        return [
            newest,
            *(self._stored() if resumed else []),
            self.precede(),
            self._into("services", "=", resumed=resumed),
            self._into("history", "!=", resumed=resumed),
        ]

    def precede(self) -> str:
        """Beside step 3: services for which the batch holds the oldest observation, though others were known
        before."""
        return (
            f"INSERT INTO first_seen_updates SELECT service, first FROM {self.name}_newest "  # noqa: S608
            f"WHERE first < newest.1 AND service IN (SELECT service FROM {self.name}_known) "
            f"AND (service, first) IN (SELECT service, timestamp FROM {self.name})"
        )

    def mergeable(self) -> str:
        """Step 4: the services of which the newest observation could not see all that others saw. `ordered`:
        all of the batch are newer than the current row; `stands`: the newest is the current row, as it was
        observed."""
        known = f"SELECT {PAIR} FROM {self.name}_known"  # noqa: S608
        both = (
            f"SELECT service, {CURRENT} AS at, sees, {HELD} AS held, merged, false AS fresh FROM services "  # noqa: S608
            f"WHERE {PAIR} IN ({known}) AND {STANDING} "
            f"AND service IN (SELECT service FROM {self.name}) "
            f"UNION ALL SELECT service, {CURRENT} AS at, sees, {HELD} AS held, merged, true AS fresh "
            f"FROM {self.name}"
        )
        current = f"SELECT service, newest FROM {self.name}_newest"  # noqa: S608
        return (
            f"SELECT service, maxIf(at, NOT fresh) < minIf(at, fresh) AND (countIf(NOT fresh) > 0 "  # noqa: S608
            f"OR service NOT IN (SELECT service FROM {self.name}_known)) AS ordered, "
            f"countIf(NOT fresh AND at = newest AND merged = 0) > 0 AS stands FROM ({both}) AS b "
            f"INNER JOIN ({current}) AS n ON b.service = n.service GROUP BY service, newest "
            f"HAVING (argMax(sees, at) != {int(EVERYTHING)} OR max(at) != newest "
            f"OR bitAnd(groupBitOrIf(held, at != newest), {int(FieldGroup.EXAMINED)}) != 0) "
            f"AND NOT (ordered AND bitAnd(groupBitOrIf(held, at != newest), bitNot(argMax(sees, at))) = 0)"
        )

    def views(self, *, ordered: bool) -> str:
        """Step 4: what the views of the services `{s:Array(UInt128)}` are merged from: where the batch is
        newer, from the current row and the batch; else from everything."""
        columns = rows.columns(rows.OBSERVATION)
        known = f"SELECT {KEYS} FROM {self.name}_known WHERE service IN {{s:Array(UInt128)}}"  # noqa: S608
        whole = (
            f"UNION ALL SELECT {columns} FROM history WHERE {KEY} IN ({known})" if not ordered else ""  # noqa: S608
        )
        return (
            f"SELECT {columns} FROM services WHERE {PAIR} IN (SELECT {PAIR} FROM ({known})) "  # noqa: S608
            f"AND service IN {{s:Array(UInt128)}} AND {STANDING if ordered else 'merged = 0'} {whole} "
            f"UNION ALL SELECT {columns} FROM {self.name} WHERE service IN {{s:Array(UInt128)}}"
        )

    def take_merged(self) -> list[str]:
        return [
            f"CREATE TABLE IF NOT EXISTS {self.name}_merged AS services ENGINE = Memory",
            f"INSERT INTO {self.name}_merged ({', '.join(rows.MERGED)})",
        ]

    def keep_merged(self) -> str:
        return (
            f"INSERT INTO services SELECT {self.name}_merged.* REPLACE (n.first AS first_seen) "  # noqa: S608
            f"FROM {self.name}_merged INNER JOIN {self.name}_newest AS n "
            f"ON {self.name}_merged.service = n.service"
        )

    def supersede(self) -> list[str]:
        """Step 5, only for services that are in the batch twice or were known before: mostly few. Then
        `observation_index` holds what it had, and the batch."""
        services = (
            f"SELECT service FROM {self.name}_known UNION DISTINCT "  # noqa: S608
            f"SELECT service FROM {self.name} GROUP BY service HAVING count() > 1"
        )
        own = (
            f"SELECT {PAIR} FROM {self.name}_known UNION ALL "  # noqa: S608
            f"SELECT {PAIR} FROM {self.name} WHERE service IN ({services})"
        )
        standing = (
            f"SELECT service, timestamp, id, own, merged FROM services WHERE {PAIR} IN ({own}) AND {STANDING}"  # noqa: S608
        )
        older = (
            f"SELECT service, row.1 AS timestamp, row.2 AS id, row.3 AS merged FROM ("  # noqa: S608
            f"SELECT service, groupArray({ROW}) AS rows, "
            f"max(({CURRENT}, merged = {self.number:d}, merged)) AS most, "
            f"(most.1.1, most.1.3, most.3) AS newest FROM ({standing}) "
            f"GROUP BY service HAVING length(rows) > 1) "
            f"ARRAY JOIN arrayDistinct(arrayFilter(one -> one != newest, rows)) AS row"
        )
        return [f"INSERT INTO superseded SELECT {KEYS}, merged FROM ({older})"]  # noqa: S608

    def answered(self) -> list[str]:
        """Step 7. An answer between the first and the last look of an absence (an import of older data) ends
        it, and another one begins at the last look."""
        last = f"SELECT service, max(timestamp) AS answer FROM {self.name} GROUP BY service"  # noqa: S608
        absent = f"FROM absences AS a FINAL INNER JOIN ({last}) AS s ON a.service = s.service"
        still = "WHERE a.ended = toDateTime64(0, 6, 'UTC') AND s.answer >= a.since"
        return [
            f"INSERT INTO absences SELECT a.* REPLACE (a.last AS since) {absent} {still} "
            "AND s.answer < a.last",
            f"INSERT INTO absences SELECT a.* REPLACE (s.answer AS ended) {absent} {still}",
        ]

    def drop(self) -> str:
        names = (
            f"{self.name}{suffix}" for suffix in ("_merged", "_newest", "_stored", "_known", "_sites", "")
        )
        return f"DROP TABLE IF EXISTS {', '.join(names)} SYNC"

    def _stored(self) -> list[str]:
        """The ids that `observation_index` knew and that are really stored."""
        mine = f"SELECT {KEYS} FROM {self.name} WHERE id IN (SELECT id FROM {self.name}_known)"  # noqa: S608
        return [
            f"CREATE TABLE {self.name}_stored ENGINE = Memory AS "  # noqa: S608
            f"SELECT id FROM services WHERE {KEY} IN ({mine}) "
            f"UNION ALL SELECT id FROM history WHERE {KEY} IN ({mine})"
        ]

    def _into(self, table: str, sign: str, *, resumed: bool) -> str:
        there = f"{self.name}_{'stored' if resumed else 'known'}"
        pair = f"({self.name}.timestamp, {self.name}.id)"
        return (
            f"INSERT INTO {table} SELECT {self.name}.* REPLACE (n.first AS first_seen) "  # noqa: S608
            f"FROM {self.name} INNER JOIN {self.name}_newest AS n ON {self.name}.service = n.service "
            f"WHERE {pair} {sign} (n.newest.1, n.newest.3) "
            f"AND {self.name}.id NOT IN (SELECT id FROM {there}) "
            f"LIMIT 1 BY {self.name}.id SETTINGS max_partitions_per_insert_block = {MOST_MONTHS}"
        )
