"""Rows of the database that somebody changed by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from leftopen.model.case import CaseEventKind, CaseState
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.schema import FILE
from tests.cases.made_up import START, detected_body, minute
from tests.store.new_folder import new_records

ONE = "a1" * 16


def changed(folder: Path, statement: str) -> str:
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        connection.execute(statement)
    with Records.open(new_records(folder)) as records:
        return Cases(records).verify_chain()[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Records.open(new_records(tmp_path)) as records:
        body = detected_body(holds={"z": 1, "a": 2})
        CaseWriter(Changes(records)).append(ONE, CaseEventKind.DETECTED, START, "leftopen", body)
        CaseWriter(Changes(records)).append(
            ONE, CaseEventKind.NOTIFIED, minute(1), "leftopen", {"notice": "n"}
        )
        assert Cases(records).get(ONE).state is CaseState.NOTIFIED
        assert Cases(records).verify_chain() == (2, "")
    return tmp_path


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases SET state = 'closed'",
        """UPDATE cases SET record = replace(record, '"state":"notified"', '"state":"closed"')""",
        """UPDATE cases SET record = replace(record, '"severity":"critical"', '"severity":"info"')""",
        "DELETE FROM cases",
        f"UPDATE cases SET id = '{'b2' * 16}'",
    ],
)
def test_a_row_that_says_something_else_than_its_events_is_named(folder: Path, statement: str) -> None:
    assert "case" in changed(folder, statement)
