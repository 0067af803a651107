"""One damaged record: lists go on without it, it is named, and what it permits or refuses is not guessed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.model.job import Job, JobState
from leftopen.model.scan import ScanRecord
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.exclusions import Exclusions
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.scans import Scans, ScanWriter
from leftopen.store.records.unreadable import unreadable

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAMAGE = ('{"id', "\udcff", "")
"""Cut off, no UTF-8, and overwritten."""


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(tmp_path) as made:
        yield made


def scan(id: str) -> ScanRecord:
    return ScanRecord(
        id=id, targets=("192.0.2.1",), ports="80", started=NOW, method="connect", seed=1, total=1,
        vantage="paris",
    )  # fmt: skip


def damage(data: Path, table: str, key: str, text: str = '{"id') -> None:
    """Of the record whose first column has that key."""
    with sqlite3.connect(data / "records.sqlite") as file:
        [name, *_] = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
        raw = text.encode(errors="surrogateescape")
        change = f"UPDATE {table} SET record = CAST(? AS TEXT) WHERE {name} = ?"
        assert file.execute(change, (raw, key)).rowcount
    file.close()


@pytest.mark.parametrize("text", DAMAGE)
def test_a_list_goes_on_without_it_and_it_is_named(
    records: Records, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    for id in ("a", "b", "c"):
        ScanWriter(Changes(records)).put(scan(id))
    damage(tmp_path, "scans", "b", text)
    assert [one.id for one in Scans(records).list()] == ["a", "c"]
    assert [one.id for one in Scans(records).list()] == ["a", "c"]
    assert capsys.readouterr().err.count("a stored record cannot be read: scans b") == 1
    assert unreadable(records.database) == ("scans b",)
    with pytest.raises(StoreFailed, match="scan b: cannot read"):
        Scans(records).get("b")
    ScanWriter(Changes(records)).put(scan("b"))
    assert unreadable(records.database) == ()


def test_all_records_are_read_when_asked_for(records: Records, tmp_path: Path) -> None:
    ScanWriter(Changes(records)).put(scan("a"))
    damage(tmp_path, "scans", "a")
    assert unreadable(records.database) == ()
    assert unreadable(records.database, all_of_them=True) == ("scans a",)


def test_what_refuses_is_not_left_out(records: Records, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "records.sqlite") as file:
        names = [row[1] for row in file.execute("PRAGMA table_info(exclusions)")]
        marks = ", ".join("?" * len(names))
        file.execute(f"INSERT INTO exclusions VALUES ({marks})", ["x"] * len(names))
    file.close()
    with pytest.raises(StoreFailed):
        Exclusions(records).list()


@pytest.mark.parametrize(
    ("kind", "key", "payload"),
    [
        ("monitor", "monitor ab12", {"monitor": "ab12"}),
        ("deliver", "deliver cd34", {"message": "cd34"}),
        ("retention", "retention", {}),
    ],
)
def test_a_job_that_comes_again_and_again_is_made_anew(
    records: Records, tmp_path: Path, kind: str, key: str, payload: dict[str, str]
) -> None:
    """Left as it is it would stop every worker, and keep its key."""
    writer = JobWriter(Changes(records))
    writer.add(Job(id="one", kind=kind, created=NOW, due=NOW, payload=payload, key=key))
    writer.add(Job(id="two", kind="health", created=NOW, due=NOW, key="health"))
    damage(tmp_path, "jobs", "one")
    lent = writer.lease("w", NOW, NOW, most={kind: 0})
    assert lent is not None
    assert (lent.id, lent.kind, lent.key, dict(lent.payload)) == ("one", kind, key, payload)
    assert writer.again(lent, NOW, "worked", attempts=0, succeeded=NOW)
    found = Jobs(records).of_key(key)
    assert found is not None
    assert (found.state, found.said) == (JobState.WAITING, "worked")
    assert unreadable(records.database, all_of_them=True) == ()
