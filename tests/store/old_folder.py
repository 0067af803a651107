"""A data folder as the leftopen before version 0008 of the records left it, built from its tables as SQL.

It wrote the rows of `before_0008/` itself: it found a made-up mailbox on loopback, and later found it closed.
`answers.json` is what it then printed, `proof.json` and `proof.pub` its proof of closure and the key.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from leftopen.store.engine.migrate import statements

OLD = Path(__file__).with_name("before_0008")
ID = "c15ae0ae9b2ed824"
CASE = "74923ff3bb3c2bcb2bcbc90b2e9eae16"
_ENGINE = """
import json, sys
import chdb.session
session = chdb.session.Session("engine")
session.query("CREATE DATABASE IF NOT EXISTS leftopen")
session.query("USE leftopen")
for statement in json.load(sys.stdin):
    session.query(statement)
session.close()
"""


def build(data: Path) -> Path:
    """Makes the whole data folder."""
    build_records(data)
    (data / "format").write_text("1\n")
    (data / "id").write_text(ID)
    in_engine(data, statements((OLD / "engine.sql").read_text()))
    return data


def build_records(data: Path) -> None:
    """Makes a folder that holds only the records."""
    data.mkdir(mode=0o700, parents=True)
    with closing(sqlite3.connect(data / "records.sqlite")) as database:
        database.executescript((OLD / "records.sql").read_text())
        database.execute("PRAGMA journal_mode = WAL")


def in_engine(data: Path, some: Sequence[str]) -> None:
    """Runs statements in the engine of a folder that nobody has open."""
    subprocess.run(
        [sys.executable, "-c", _ENGINE],
        cwd=data,
        input=json.dumps(list(some)).encode(),
        check=True,
        timeout=60,
    )


def answers() -> list[dict[str, Any]]:
    """Each with the `words` of a command and the `lines` that it printed."""
    told: list[dict[str, Any]] = json.loads((OLD / "answers.json").read_text())
    return told


def tables(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table of a SQLite file."""
    with closing(sqlite3.connect(file)) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchall()
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names}
