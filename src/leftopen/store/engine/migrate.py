"""Migrates the engine's tables with numbered SQL files; the table `migrations` holds the applied versions.

Every statement can run twice (`IF NOT EXISTS`), so that after a kill the file simply runs again.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from leftopen.errors import StoreFailed, StoreTooNew

BASELINE = 10
"""Older tables are refused."""
NEWEST = 10
"""The version of these tables: the number of the newest file."""
Run = Callable[[str], list[dict[str, Any]]]

TABLE = """CREATE TABLE IF NOT EXISTS migrations
(version UInt32, applied DateTime64(6, 'UTC') DEFAULT now64(6))
ENGINE = ReplacingMergeTree ORDER BY version"""


def known_migrations() -> dict[int, str]:
    """Version to SQL text, in order."""
    folder = files("leftopen.store") / "migrations" / "clickhouse"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {int(name.partition("_")[0]): (folder / name).read_text("utf-8") for name in names}


def statements(sql: str) -> list[str]:
    """The statements of one file: each ends with `;` at the end of a line; `--` lines are comments."""
    bare = "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith("--"))
    parts = (part.strip().rstrip(";").rstrip() for part in f"{bare}\n".split(";\n"))
    return [part for part in parts if part]


def migrate(run: Run) -> None:
    """Brings the tables to the newest version. Raises StoreTooNew when they are newer than this program, and
    StoreFailed when they are older than BASELINE."""
    run(TABLE)
    files_by_version = known_migrations()
    applied = {int(row["version"]) for row in run("SELECT version FROM migrations")}
    if any(version > NEWEST for version in applied):
        raise StoreTooNew(
            f"engine tables have version {max(applied)}, newer than this leftopen ({NEWEST}): update leftopen"
        )
    if any(version < BASELINE for version in applied):
        raise StoreFailed(
            f"the engine tables have version {max(applied)}, from before the first release, and cannot be "
            "updated: move the data folder away and start with a new one"
        )
    for version, sql in files_by_version.items():
        if version not in applied:
            for statement in statements(sql):
                run(statement)
            run(f"INSERT INTO migrations (version) VALUES ({version:d})")  # noqa: S608
