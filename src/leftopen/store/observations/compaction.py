"""Moves superseded rows from `services` to `history`, and deletes history after its retention time.

Each statement works only on what the one before has really done. So a compaction may be killed anywhere, run
beside a writer, or stop half-way, and every statement may run again. Two compactions at once would move a row
twice, so that the caller holds a lock (`service.compaction`).
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime

from leftopen.store.engine.client import Client
from leftopen.store.engine.mutations import Stopped, Stops, change
from leftopen.store.observations.batch import CURRENT, KEY, KEYS, MOST_MONTHS, PAIR
from leftopen.store.observations.bulk_load import STAGING

FOLD_AT = 50_000
LEFT_OVER_S = 3600
# Millions of wide rows must not exceed the engine's memory, nor hundreds of months its limit on partitions.
SMALL_BLOCKS = (
    "SETTINGS max_block_size = 4096, min_insert_block_size_rows = 32768, "
    f"min_insert_block_size_bytes = 64000000, max_partitions_per_insert_block = {MOST_MONTHS}"
)
_ROWS = f"{KEYS}, merged"
_MARKED = f"SELECT {KEYS} FROM superseded"  # noqa: S608
_MARKED_ROWS = f"SELECT {_ROWS} FROM superseded"  # noqa: S608
_MOVED = f"SELECT {KEYS} FROM history WHERE {KEY} IN ({_MARKED})"  # noqa: S608
_STANDING = f"SELECT {_ROWS} FROM services WHERE {KEY} IN ({_MARKED})"  # noqa: S608
MOVE = (
    f"INSERT INTO history SELECT * FROM services WHERE ({_ROWS}) IN ({_MARKED_ROWS}) "  # noqa: S608
    f"AND merged = 0 AND {KEY} NOT IN ({_MOVED}) LIMIT 1 BY timestamp, id {SMALL_BLOCKS}"
)
REMOVE = (
    f"DELETE FROM services WHERE ({_ROWS}) IN ({_MARKED_ROWS}) "  # noqa: S608
    f"AND (merged != 0 OR {KEY} IN ({_MOVED}))"
)
FORGET = f"DELETE FROM superseded WHERE ({_ROWS}) NOT IN ({_STANDING})"  # noqa: S608


def fold(client: Client, *, months: int, now: datetime, stopped: Stops) -> None:
    """Keeps `months` of history, 0: for ever. The next compaction does what is left when `stopped` returns
    true. Raises StoreFailed."""
    with suppress(Stopped):
        if _count(client, "superseded"):
            client.repeated(MOVE)
            change(client, "services", REMOVE, stopped)
            change(client, "superseded", FORGET, stopped)
        if _count(client, "first_seen_updates"):
            _set_first_seen(client, stopped)
        if months:
            _let_go(client, _month_before(now, months), stopped)
    _drop_left_over(client)


def due(client: Client) -> bool:
    """Do so many rows wait that filtering them out of every query costs more than moving them?"""
    return _count(client, "superseded") >= FOLD_AT


def _count(client: Client, table: str) -> int:
    return int(client.query(f"SELECT count() AS n FROM {table}")[0]["n"])  # noqa: S608


def _set_first_seen(client: Client, stopped: Stops) -> None:
    """Rewrites one column, only in the parts that hold such a service."""
    name = f"{STAGING}{uuid.uuid4().hex}"
    columns = "(service UInt128, first DateTime64(6, 'UTC'))"
    client.repeated(f"CREATE TABLE IF NOT EXISTS {name} {columns} ENGINE = Join(ANY, LEFT, service)")
    # The first row of a service counts, in any order, and a repeated row is the same.
    client.repeated(f"INSERT INTO {name} SELECT service, min(first) FROM first_seen_updates GROUP BY service")  # noqa: S608
    database = client.query("SELECT currentDatabase() AS name")[0]["name"]
    known = f"joinGet('{database}.{name}', 'first', service)"
    change(
        client,
        "services",
        f"ALTER TABLE services UPDATE first_seen = least(first_seen, {known}) "  # noqa: S608
        f"WHERE service IN (SELECT service FROM {database}.{name})",
        stopped,
    )
    change(
        client,
        "first_seen_updates",
        "DELETE FROM first_seen_updates WHERE (service, first) IN "
        "(SELECT u.service, u.first FROM first_seen_updates AS u INNER JOIN services AS s "
        "ON u.service = s.service WHERE s.first_seen <= u.first)",
        stopped,
    )
    client.command(f"DROP TABLE IF EXISTS {name} SYNC")


def _month_before(now: datetime, months: int) -> int:
    """The first month that is kept, as 202311."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return year * 100 + month + 1


def _let_go(client: Client, month: int, stopped: Stops) -> None:
    """Deletes whole months of history; and from `observation_index` what is neither a service's first, newest
    nor current one."""
    parts = client.query(
        "SELECT DISTINCT partition_id FROM system.parts WHERE database = currentDatabase() "
        "AND table = 'history' AND active AND toUInt32OrZero(partition_id) < {m:UInt32}",
        {"m": month},
    )
    for part in parts:
        client.command(f"ALTER TABLE history DROP PARTITION ID '{int(part['partition_id']):d}'")
    old = f"toYYYYMM(timestamp) < {month:d}"
    ends = (
        f"SELECT min({PAIR}) AS e, service FROM observation_index GROUP BY service UNION ALL "  # noqa: S608
        f"SELECT max({PAIR}) AS e, service FROM observation_index GROUP BY service UNION ALL "
        f"SELECT (current.1, current.3) AS e, service FROM "
        f"(SELECT max({CURRENT}) AS current, service FROM observation_index GROUP BY service)"
    )
    found = client.query(
        f"SELECT count() AS n FROM observation_index WHERE {old} AND {PAIR} NOT IN (SELECT e FROM ({ends}))"  # noqa: S608
    )
    if int(found[0]["n"]):
        change(
            client,
            "observation_index",
            f"DELETE FROM observation_index WHERE {old} AND {PAIR} NOT IN (SELECT e FROM ({ends}))",  # noqa: S608
            stopped,
        )


def _drop_left_over(client: Client) -> None:
    """Drops staging tables of processes that were killed, or stopped while a change that needs them waits."""
    found = client.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, {s:String}) "
        "AND metadata_modification_time < now() - {old:UInt32} "
        "AND 0 = (SELECT count() FROM system.mutations WHERE database = currentDatabase() AND NOT is_done)",
        {"s": STAGING, "old": LEFT_OVER_S},
    )
    for row in found:
        client.command(f"DROP TABLE IF EXISTS {row['name']} SYNC")
