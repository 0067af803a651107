from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.service.workspace import audit_log
from leftopen.store.records.entities.identity.audit import Audit
from tests.service.office import office


def test_an_action_is_recorded_with_the_time_of_the_workspace(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        before = workspace.clock()
        audit_log.record(workspace, "maria", "viewed evidence", "case 7", "redis_open")
        audit_log.record(workspace, "maria", "sign out", "maria")
        last, first = Audit(workspace.store.records).list(2)
        assert before <= first.at <= last.at <= workspace.clock()
    assert (first.actor, first.what, first.subject, first.clause) == (
        "maria", "viewed evidence", "case 7", "redis_open",
    )  # fmt: skip
    assert (last.what, last.clause, last.count) == ("sign out", "", 1)


def test_an_action_that_cannot_be_recorded_fails(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        with workspace.store.records.database.write() as connection:
            connection.exec_driver_sql("DROP TABLE audit")
        with pytest.raises(StoreFailed):
            audit_log.record(workspace, "maria", "sign out", "maria")
