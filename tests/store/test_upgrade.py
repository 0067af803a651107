"""A folder of another build is brought up to date, read as a copy, or refused in one line."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Column, Table, Text

from leftopen.errors import StoreFailed, StoreTooNew
from leftopen.service.workspace.workspace import utc_now
from leftopen.store.records import Records, backup, schema
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities import all_tables
from leftopen.store.records.entities.cases.cases import of_address, of_identity
from leftopen.store.records.entities.identity.audit import Audit, AuditWriter
from leftopen.store.records.schema import BASELINE, FILE, HEAD
from tests.store.new_folder import new_records

NEXT = "9000"
MIGRATION = f"""
from alembic import op
from sqlalchemy import Column, Text

revision, down_revision = {NEXT!r}, {HEAD!r}

def upgrade():
    op.add_column("audit", Column("room", Text, nullable=False, server_default="hall"))
"""
KILLED = """
import os, sys
from pathlib import Path
from sqlalchemy import Engine, event
from leftopen.store.records import Records, schema

def watched(connection, cursor, statement, *rest):
    if statement.startswith(sys.argv[2]):
        os._exit(9)

schema.HEAD, schema._MIGRATIONS = sys.argv[3], Path(sys.argv[4])
event.listen(Engine, "before_cursor_execute", watched)
Records.open(Path(sys.argv[1]), None, lambda text: os._exit(9) if sys.argv[2] in text else None)
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The migrations of a later build, which has one more."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", f"versions/{BASELINE}_baseline.py"):
        (folder / name).write_text((schema._MIGRATIONS / name).read_text())
    (folder / "versions" / "next.py").write_text(MIGRATION)
    return folder


@pytest.fixture
def later(old: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "HEAD", NEXT)
    monkeypatch.setattr(schema, "_MIGRATIONS", scripts)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder of this build with one entry in its audit log."""
    with Records.open(new_records(tmp_path / "old")) as records:
        noted(records, "one")
    return tmp_path / "old"


def noted(records: Records, subject: str) -> None:
    AuditWriter(Changes(records)).add(utc_now(), "a test", "note", subject, "")


def asked(folder: Path, sql: str, file: str = FILE) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / file)) as raw, raw:
        return raw.execute(sql).fetchall()


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def subjects(records: Records) -> list[str]:
    return [one.subject for one in Audit(records).list()]


@pytest.mark.parametrize("version", ["0001", "0007", "0024"])
def test_a_folder_from_before_the_baseline_is_refused_in_one_line(old: Path, version: str) -> None:
    asked(old, f"UPDATE alembic_version SET version_num = '{version}'")
    for reading in (False, True):
        with pytest.raises(StoreFailed) as refused:
            Records.open(old, reading=reading)
        assert f"version {version}" in str(refused.value)
        assert "start with a new one" in str(refused.value)
        assert "\n" not in str(refused.value)
    assert list(old.glob("*before*")) == []


def test_a_newer_folder_is_refused(old: Path) -> None:
    asked(old, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match="9999"):
        Records.open(old)


@pytest.mark.usefixtures("later")
def test_the_folder_of_an_earlier_build_is_migrated_after_a_backup(old: Path) -> None:
    answer: list[str] = []
    with Records.open(old, None, answer.append) as records:
        assert subjects(records) == ["one"]
    assert asked(old, "SELECT version_num FROM alembic_version") == [(NEXT,)]
    assert asked(old, "SELECT room FROM audit") == [("hall",)]
    [copy] = schema.copies_before_updates(old)
    assert answer == [f"backup of the records before their update to version {NEXT}: {copy}"]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert asked(old, "SELECT version_num FROM alembic_version", copy.name) == [(HEAD,)]
    Records.open(old, None, answer.append).close()
    assert len(answer) == 1


@pytest.mark.usefixtures("later")
def test_a_look_changes_no_older_folder(old: Path) -> None:
    answer, before = list[str](), content(old)
    with Records.open(old, None, answer.append, reading=True) as records:
        assert subjects(records) == ["one"]
        with pytest.raises(StoreFailed, match="leftopen upgrade"):
            noted(records, "two")
    assert content(old) == before
    assert [(HEAD in line, "leftopen upgrade" in line) for line in answer] == [(True, True)]


@pytest.mark.parametrize("at", ["backup of the records", "ALTER TABLE audit", "UPDATE alembic_version"])
def test_a_migration_that_was_killed_changed_nothing_and_works_the_next_time(
    old: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    words = [sys.executable, "-c", KILLED, str(old), at, NEXT, str(scripts)]
    assert subprocess.run(words, timeout=60).returncode == 9
    assert asked(old, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    with Records.open(old) as records:
        noted(records, "by the earlier build")
    monkeypatch.setattr(schema, "HEAD", NEXT)
    monkeypatch.setattr(schema, "_MIGRATIONS", scripts)
    with Records.open(old) as records:
        assert subjects(records) == ["by the earlier build", "one"]
    [copy] = schema.copies_before_updates(old)
    assert asked(old, "SELECT count(*) FROM audit", copy.name) == [(2,)]


@pytest.mark.usefixtures("later")
def test_without_a_backup_nothing_is_migrated(old: Path) -> None:
    name = f"{FILE}.before-{NEXT}"
    (old / name).mkdir()
    with pytest.raises(StoreFailed, match=name):
        Records.open(old)
    assert asked(old, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_file_that_cannot_be_copied_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is not a database, and long enough to be looked at" * 20)
    with pytest.raises(StoreFailed, match="cannot back up the records") as failed:
        backup.back_up(tmp_path / FILE, NEXT)
    assert "\n" not in str(failed.value)
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


@pytest.fixture
def one_more() -> Iterator[Table]:
    """The table of an entity that only the later build has."""
    tables = all_tables()
    table = Table("one_more", tables, Column("id", Text, primary_key=True))
    yield table
    tables.remove(table)


def test_a_new_entity_needs_no_migration(old: Path, one_more: Table) -> None:
    before = content(old)
    with Records.open(old, None, list[str]().append, reading=True) as records, records.database.read() as sql:
        assert sql.execute(one_more.select()).all() == []
    assert content(old) == before
    with Records.open(old) as records, records.database.write() as sql:
        sql.execute(one_more.insert().values(id="x"))
    assert asked(old, "SELECT id FROM one_more") == [("x",)]
    assert schema.copies_before_updates(old) == []


def test_a_new_folder_has_no_backup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Records.open(tmp_path).close()
    assert list(tmp_path.glob("*before*")) == []
    assert capsys.readouterr().err == ""


def test_the_cases_of_a_server_and_of_an_address_are_found_by_an_index(tmp_path: Path) -> None:
    """Each new case asks for them: reading all of them would take as long as there are cases."""
    Records.open(tmp_path).close()
    for name, form in (("identity", of_identity), ("address", of_address)):
        plan = asked(tmp_path, f"EXPLAIN QUERY PLAN SELECT record FROM cases WHERE {form} = 'x'")
        assert f"cases_{name}" in str(plan)
