"""Everything that leftopen keeps, as bytes to search: both stores decoded and raw, and every file."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from leftopen.store.engine.client import Client

RECORDS = "records.sqlite"
LOOKS = 20
# The engine's own tables about itself hold its settings and functions, not rows; its logs, if any, are read.
ENGINE_TABLES = (
    "SELECT database, name FROM system.tables WHERE lower(database) NOT IN ('system', 'information_schema') "
    "OR engine LIKE '%MergeTree' OR engine LIKE '%Log' ORDER BY database, name"
)


def everything(data: Path, client: Client, *folders: Path) -> dict[str, bytes]:
    """Place → bytes: each column of each table of both stores, and each file of the folders."""
    files = {f"file {file}": raw for folder in (data, *folders) for file, raw in below(folder).items()}
    return {**engine(client), **sqlite(data / RECORDS), **files}


def below(folder: Path) -> dict[Path, bytes]:
    """Each file that is no link, with its bytes. The engine merges meanwhile: a part that goes between the
    look into its folder and its reading has its rows in another one, which the next look finds."""
    for _ in range(LOOKS):
        try:
            return {path: path.read_bytes() for path in _files(folder)}
        except FileNotFoundError:
            continue
    raise AssertionError(f"{folder} changed during each of {LOOKS} looks")


def _files(folder: Path) -> list[Path]:
    walked = os.walk(folder, onerror=_raise)
    paths = (Path(where) / name for where, _, names in walked for name in names)
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def _raise(error: OSError) -> None:
    raise error


def engine(client: Client, only: str = "") -> dict[str, bytes]:
    """Each column of each ClickHouse table, or of that one, as the engine decodes it."""
    places: dict[str, bytes] = {}
    for table in client.query(ENGINE_TABLES):
        if only not in ("", table["name"]):
            continue
        name = f"`{table['database']}`.`{table['name']}`"
        rows = client.query(f"SELECT * FROM {name}")
        places |= _columns(f"engine {table['name']}", rows)
    return places


def sqlite(file: Path) -> dict[str, bytes]:
    """Each column of each SQLite table; the raw file and its log are among the folder's files."""
    places: dict[str, bytes] = {}
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
        connection.row_factory = sqlite3.Row
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]
            places |= _columns(f"records {table}", rows)
    return places


def _columns(table: str, rows: list[dict[str, Any]]) -> dict[str, bytes]:
    """Each value on its own line; of texts what they are, of everything else its JSON."""
    names = {name for row in rows for name in row}
    return {f"{table}.{name}": b"\n".join(_value(row.get(name)) for row in rows) for name in sorted(names)}


def _value(value: Mapping[str, Any] | list[Any] | str | bytes | float | None) -> bytes:
    if isinstance(value, bytes):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")
