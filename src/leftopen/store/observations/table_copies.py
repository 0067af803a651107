"""Copies of the tables as they are at one moment, made of hard links in milliseconds, whatever writes.

A table is read in pieces by its parts; nothing merges the parts of a copy. What a killed process left is
dropped before the next copies are made.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from leftopen.errors import StoreFailed
from leftopen.present.printable import printable
from leftopen.store.engine.client import Client
from leftopen.store.observations.batch import MOST_MONTHS

PREFIX = "snapshot_"
PIECE = 32_000_000
"""Bytes of rows in one piece, before compression."""
TABLES = (
    "superseded", "first_seen_updates",
    "absences", "findings", "history", "observation_index", "services", "sites", "verdicts",
)  # fmt: skip
"""What a backup holds: not the version, which is the program's own, nor the cases, a projection of the
records. First what a compaction forgets last, so that a compaction in between shows no row twice."""
_COPY = re.compile(rf"{PREFIX}[0-9a-f]{{8}}_\w+", re.ASCII)
_NO_MERGES = "max_bytes_to_merge_at_max_space_in_pool = 1, max_bytes_to_merge_at_min_space_in_pool = 1"
_TABLES = (
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree') "
    "ORDER BY name"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCopy:
    """`copy` holds the `rows` of `table`; `bytes` as the engine counts them, before compression."""

    table: str
    copy: str
    rows: int
    bytes: int


@contextmanager
def copies(client: Client) -> Iterator[list[TableCopy]]:
    """A copy of every table for the length of the `with`; one process at a time. Raises StoreFailed."""
    _drop(client)
    mark = f"{PREFIX}{secrets.token_hex(4)}_"
    try:
        with client.alone():
            for name in TABLES:
                client.command(f"CREATE TABLE IF NOT EXISTS {mark}{name} CLONE AS {name}")
        for name in TABLES:
            client.command(f"ALTER TABLE {mark}{name} MODIFY SETTING {_NO_MERGES}")
        yield [_counted(client, name, f"{mark}{name}") for name in TABLES]
    finally:
        _drop(client)


def pieces(client: Client, copied: TableCopy) -> Iterator[bytes]:
    """Its rows in ClickHouse's format Native. Raises StoreFailed."""
    for part in _parts(client, copied.copy):
        rows, size = int(part["rows"]), int(part["size"])
        step = max(1, rows * PIECE // max(size, 1))
        for begin in range(0, rows, step):
            piece = client.native(
                f"SELECT * FROM {copied.copy} WHERE _part = {{p:String}} "  # noqa: S608
                f"AND _part_offset >= {begin:d} AND _part_offset < {begin + step:d}",
                {"p": str(part["name"])},
            )
            if piece:
                yield piece


def load(client: Client, table: str, piece: bytes) -> None:
    """Stores a piece. It must not be repeated: where it fails, the table is given up. Raises StoreFailed."""
    settings = f"max_partitions_per_insert_block={MOST_MONTHS}"
    client.once(f"INSERT INTO {_named(table)} SETTINGS {settings} FORMAT Native", [piece])


def count(client: Client, table: str) -> int:
    """Its rows. Raises StoreFailed."""
    return int(client.query(f"SELECT count() AS n FROM {_named(table)}")[0]["n"])  # noqa: S608


def clear(client: Client, table: str) -> None:
    """Removes its rows. Raises StoreFailed."""
    client.command(f"TRUNCATE TABLE IF EXISTS {_named(table)}")


def _named(table: str) -> str:
    """As SQL names it. A restore has the name from a file, where anything may stand. Raises StoreFailed."""
    if table not in TABLES and _COPY.fullmatch(table) is None:
        raise StoreFailed(f"{printable(table, 200)!r} is no table of this leftopen")
    return f"`{table}`"


def _counted(client: Client, table: str, copy: str) -> TableCopy:
    size = sum(int(part["size"]) for part in _parts(client, copy))
    return TableCopy(table=table, copy=copy, rows=count(client, copy), bytes=size)


def _parts(client: Client, copy: str) -> list[dict[str, Any]]:
    return client.query(
        "SELECT name, rows, data_uncompressed_bytes AS size FROM system.parts WHERE active "
        "AND database = currentDatabase() AND table = {t:String} ORDER BY name",
        {"t": copy},
    )


def _drop(client: Client) -> None:
    for row in client.query(_TABLES):
        if str(row["name"]).startswith(PREFIX):
            client.command(f"DROP TABLE IF EXISTS {row['name']} SYNC")
