"""What is on the disk of a watchman, read beside it: tables by plain SQL, sizes of files, and its pages."""

from __future__ import annotations

import http.client
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from leftopen.present.timestamps import format_utc
from tests.simulation.year_model import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    data: Path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        file = f"file:{self.data / 'records.sqlite'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True, timeout=60)) as connection:
            yield connection

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with self._open() as connection:
            return connection.execute(question, values).fetchall()

    def runs(self) -> dict[str, int]:
        """How many runs of each monitor were judged."""
        found = (json.loads(record) for (record,) in self.rows("SELECT record FROM monitors"))
        return {one["name"]: one.get("runs", 0) for one in found}

    def changes(self) -> list[tuple[str, Change]]:
        """The time that each has, and what it is."""
        found = self.rows("SELECT at, record FROM monitor_events")
        parsed = ((at, json.loads(record)) for at, record in found)
        return [(at, (one["kind"], one["endpoint"])) for at, one in parsed]

    def trusted(self) -> bool:
        found = self.rows("SELECT record FROM clock")
        return bool(found) and json.loads(found[0][0]).get("agreed", 0.0) >= 24 * 3600

    def oldest(self, table: str, column: str, where: str) -> str:
        [(at,)] = self.rows(f"SELECT min({column}) FROM {table} WHERE {where}")
        return str(at or "")

    def waiting(self, until: datetime) -> int:
        """How many messages are to be tried until then."""
        [(count,)] = self.rows(
            "SELECT count(*) FROM outbox WHERE state = 'queued' AND due <= ?", format_utc(until)
        )
        return int(count)

    def last_due(self, kind: str, until: datetime) -> datetime | None:
        """When the last of the jobs that wait until then is due."""
        [(at,)] = self.rows(
            "SELECT max(due) FROM jobs WHERE state = 'waiting' AND kind = ? AND due <= ?", kind,
            format_utc(until),
        )  # fmt: skip
        return None if at is None else datetime.fromisoformat(at)

    def outbox(self) -> list[dict[str, Any]]:
        return [
            {"id": id, "state": state, **json.loads(record)}
            for id, state, record in self.rows("SELECT notice, state, record FROM outbox")
        ]

    def sizes(self) -> dict[str, int]:
        """Bytes by file of the data folder; those of one folder together."""
        found: Counter[str] = Counter()
        for file in self._files():
            found[file.relative_to(self.data).parts[0]] += _size(file)
        return dict(sorted(found.items()))

    def files(self) -> int:
        return sum(1 for _ in self._files())

    def _files(self) -> Iterator[Path]:
        """The engine removes folders while they are read, which `os.walk` passes over."""
        for folder, _, names in os.walk(self.data):
            yield from (Path(folder, name) for name in names)


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except FileNotFoundError:
        return 0


def page(port: int, path: str) -> tuple[int, bytes]:
    """What `serve` says there."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
