"""What is read of many cases at once: by one statement, and by the index that is meant for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from leftopen.cases.closure_rules import LIVE
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.cve_lists import CveLists
from tests.cases.made_up import START, detected_body, minute
from tests.store.new_folder import new_records

ONE, TWO, THREE = "c" * 32, "cd" + "c" * 30, "d" * 32

Statement = tuple[str, Any]


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(new_records(tmp_path)) as opened:
        yield opened


def begin(records: Records, case: str, **changes: str) -> None:
    CaseWriter(Changes(records)).append(
        case, CaseEventKind.DETECTED, START, "leftopen", detected_body(**changes)
    )


def notified(records: Records, case: str) -> None:
    body = {"notice": "n1"}
    CaseWriter(Changes(records)).append(case, CaseEventKind.NOTIFIED, minute(1), "leftopen", dict(body))


@contextmanager
def heard() -> Iterator[list[Statement]]:
    """The statements that read, with their values."""
    asked: list[Statement] = []

    def hear(connection: object, cursor: object, sql: str, given: Any, *rest: object) -> None:
        if sql.startswith("SELECT"):
            asked.append((sql, given))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def test_cases_are_found_by_many_addresses_and_states(records: Records) -> None:
    begin(records, TWO, address="192.0.2.9", severity="low")
    begin(records, ONE, address="192.0.2.8")
    begin(records, THREE, address="192.0.2.7")
    notified(records, TWO)
    wanted, states = ["192.0.2.8", "192.0.2.9", "192.0.2.10"], {CaseState.OPEN, CaseState.NOTIFIED}
    assert [case.id for case in Cases(records).at_any(wanted, states)] == [ONE, TWO]
    assert [case.id for case in Cases(records).at_any(wanted, {CaseState.NOTIFIED})] == [TWO]
    assert Cases(records).at_any(wanted, []) == Cases(records).at_any([], states) == []


@pytest.mark.parametrize("count", [1, 20, 100])
def test_many_addresses_are_found_by_their_index(records: Records, count: int) -> None:
    with heard() as asked:
        Cases(records).at_any([f"192.0.2.{number}" for number in range(count)], LIVE)
    [(sql, given)] = asked
    with records.database.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()
    assert [row[3].split(" (")[0] for row in plan] == ["SEARCH cases USING INDEX cases_address"]


def test_the_history_of_many_cases_is_read_by_two_statements(records: Records) -> None:
    begin(records, ONE)
    begin(records, TWO)
    notified(records, ONE)
    with heard() as asked:
        found = Cases(records).histories([ONE, TWO, THREE])
    assert len(asked) == 2
    assert found == {case: Cases(records).events(case) for case in (ONE, TWO, THREE)}
    assert [len(found[case]) for case in (ONE, TWO, THREE)] == [2, 1, 0]


def test_where_nothing_is_wanted_nothing_is_asked(records: Records) -> None:
    with heard() as asked:
        assert Findings(records).of_cases([]) == {}
        assert CveLists(records).facts([]) == {}
    assert asked == []
