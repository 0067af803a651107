from __future__ import annotations

from typing import Any

import pytest

from leftopen.errors import StoreFailed, StoreTooNew
from leftopen.store.engine.migrate import BASELINE, NEWEST, known_migrations, migrate, statements


class Engine:
    """Remembers versions as the table would."""

    def __init__(self, *applied: int, dies_at: str = "") -> None:
        self.applied, self.ran, self.dies_at = list(applied), list[str](), dies_at

    def run(self, sql: str) -> list[dict[str, Any]]:
        if self.dies_at and self.dies_at in sql:
            raise RuntimeError("killed")
        self.ran.append(sql)
        if sql.startswith("INSERT INTO migrations"):
            self.applied.append(int(sql.rpartition("(")[2].rstrip(")")))
        return [{"version": version} for version in self.applied] if sql.startswith("SELECT") else []


def test_versions_count_from_the_baseline_without_a_gap() -> None:
    assert list(known_migrations()) == list(range(BASELINE, NEWEST + 1))


TWICE = ("IF NOT EXISTS", " MODIFY COLUMN ")
"""A table that may be there, a column that is set again."""


def test_every_statement_bears_being_run_twice() -> None:
    assert all(
        any(words in statement for words in TWICE)
        for sql in known_migrations().values()
        for statement in statements(sql)
    )


def test_a_new_engine_gets_all_and_a_known_one_nothing() -> None:
    engine = Engine()
    migrate(engine.run)
    assert engine.applied == list(known_migrations())
    again = Engine(*known_migrations())
    migrate(again.run)
    assert [sql for sql in again.ran if "migrations" not in sql] == []


def test_one_that_was_killed_half_way_runs_the_file_again() -> None:
    engine = Engine(dies_at="TABLE IF NOT EXISTS findings")
    with pytest.raises(RuntimeError):
        migrate(engine.run)
    assert engine.applied == []
    engine.dies_at = ""
    migrate(engine.run)
    assert engine.applied == list(known_migrations())


def test_a_newer_engine_is_refused_before_anything_is_changed() -> None:
    engine = Engine(BASELINE, 77)
    with pytest.raises(StoreTooNew, match="77"):
        migrate(engine.run)
    assert len(engine.ran) == 2


def test_a_file_is_cut_into_statements_without_its_comments() -> None:
    assert statements("-- a; b\nSELECT 1;\n  -- c\nSELECT ';' ;\n") == ["SELECT 1", "SELECT ';'"]


def test_tables_from_before_the_baseline_are_refused_in_one_line() -> None:
    engine = Engine(*range(1, BASELINE))
    with pytest.raises(StoreFailed, match=f"version {BASELINE - 1}, .*start with a new one"):
        migrate(engine.run)
    assert len(engine.ran) == 2
