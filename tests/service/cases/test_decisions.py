"""What a person may decide, and what must be said with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leftopen.cases.timestamps import format_utc
from leftopen.errors import NotAllowed, NotFound
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.service.cases.decisions import _check, decide, list_cases
from leftopen.service.os_user import os_user
from leftopen.store.records.writes import RecordWriter
from tests.cases.made_up import START, detected_body, minute
from tests.service.office import office

ONE = "a1" * 16
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("why", ["", "  \t"])
def test_a_decision_without_a_reason_is_refused(why: str) -> None:
    with pytest.raises(NotAllowed, match="--why"):
        _check({"because": why}, NOW)


def test_a_risk_is_not_accepted_until_a_day_that_is_over() -> None:
    with pytest.raises(NotAllowed, match="is in the past"):
        _check({"until": format_utc(NOW), "because": "an archive"}, NOW)
    _check({"until": format_utc(NOW + timedelta(seconds=1)), "because": "an archive"}, NOW)
    _check({}, NOW)


def test_the_list_holds_what_is_open_the_gravest_first(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        cases = RecordWriter(workspace.store.records).cases
        for number, severity in enumerate(("medium", "critical", "high")):
            body = detected_body(severity=severity, endpoint=f"192.0.2.{number}:80")
            cases.append(f"{number}" * 32, CaseEventKind.DETECTED, minute(number), "leftopen", body)
        assert [case.severity for case in list_cases(workspace)] == ["critical", "high", "medium"]
        decide(workspace, "1" * 8, CaseEventKind.CLOSED_BY_WORD, {"because": "scrapped"})
        assert [case.id[0] for case in list_cases(workspace)] == ["2", "0"]
        assert [case.id[0] for case in list_cases(workspace, everything=True)] == ["1", "2", "0"]


def test_a_decision_names_who_made_it_and_moves_the_case(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        RecordWriter(workspace.store.records).cases.append(
            ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body()
        )
        case = decide(workspace, ONE[:6], CaseEventKind.ACKNOWLEDGED, {})
        event = workspace.store.records.cases.events(ONE)[-1]
    assert case.state is CaseState.ACKNOWLEDGED
    assert event.actor == os_user()


def test_what_cant_happen_to_it_now_is_one_clear_line(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        RecordWriter(workspace.store.records).cases.append(
            ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body()
        )
        decide(workspace, ONE, CaseEventKind.MARKED_FALSE, {"because": "meant to be public"})
        with pytest.raises(NotAllowed, match="is not possible"):
            decide(workspace, ONE, CaseEventKind.ACKNOWLEDGED, {})
        with pytest.raises(NotFound):
            decide(workspace, "abcdef", CaseEventKind.ACKNOWLEDGED, {})


def test_a_reason_is_kept_without_personal_values_and_never_too_long(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        RecordWriter(workspace.store.records).cases.append(
            ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body()
        )
        long = "Pat Moor, SSN: 891-23-4567, said so\x1b[2J; " + "and again " * 100
        decide(workspace, ONE, CaseEventKind.CLOSED_BY_WORD, {"because": long})
        kept = str(workspace.store.records.cases.events(ONE)[-1].body["because"])
        assert workspace.store.records.cases.verify_chain() == (2, "")
    assert "891-23-4567" not in kept
    assert "\x1b" not in kept
    assert kept.startswith("Pat Moor")
    assert len(kept) <= 500
