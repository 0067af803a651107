"""What a person may decide, and what must be said with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leftopen.cases.closure_rules import LIVE
from leftopen.errors import NotAllowed, NotFound
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.permission import Role
from leftopen.present.timestamps import format_utc
from leftopen.service.cases.decisions import _check, by_severity, decide
from leftopen.service.identity import accounts
from leftopen.service.workspace.os_user import os_user
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.identity.audit import Audit
from tests.cases.made_up import START, detected_body, minute
from tests.service.office import office

ONE = "a1" * 16
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("why", ["", "  \t"])
def test_a_decision_without_a_reason_is_refused(why: str) -> None:
    with pytest.raises(NotAllowed, match="reason is missing"):
        _check({"because": why}, NOW)


def test_a_risk_is_not_accepted_until_a_day_that_is_over() -> None:
    with pytest.raises(NotAllowed, match="is in the past"):
        _check({"until": format_utc(NOW), "because": "an archive"}, NOW)
    _check({"until": format_utc(NOW + timedelta(seconds=1)), "because": "an archive"}, NOW)
    _check({}, NOW)


def test_the_list_holds_what_is_open_the_gravest_first(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        cases = CaseWriter(Changes(workspace.store.records))
        for number, severity in enumerate(("medium", "critical", "high")):
            body = detected_body(severity=severity, endpoint=f"192.0.2.{number}:80")
            cases.append(f"{number}" * 32, CaseEventKind.DETECTED, minute(number), "leftopen", body)
        stored = Cases(workspace.store.records)
        in_order = sorted(stored.list(LIVE), key=by_severity)
        assert [case.severity for case in in_order] == ["critical", "high", "medium"]
        decide(workspace, "1" * 8, CaseEventKind.CLOSED_BY_WORD, {"because": "scrapped"})
        assert [case.id[0] for case in sorted(stored.list(LIVE), key=by_severity)] == ["2", "0"]
        assert [case.id[0] for case in sorted(stored.list(), key=by_severity)] == ["1", "2", "0"]


def test_a_decision_names_who_made_it_and_moves_the_case(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        CaseWriter(Changes(workspace.store.records)).append(
            ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body()
        )
        case = decide(workspace, ONE[:6], CaseEventKind.ACKNOWLEDGED, {})
        event = Cases(workspace.store.records).events(ONE)[-1]
    assert case.state is CaseState.ACKNOWLEDGED
    assert event.actor == os_user()


def test_what_cant_happen_to_it_now_is_one_clear_line(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        CaseWriter(Changes(workspace.store.records)).append(
            ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body()
        )
        decide(workspace, ONE, CaseEventKind.MARKED_FALSE, {"because": "meant to be public"})
        with pytest.raises(NotAllowed, match="is not possible"):
            decide(workspace, ONE, CaseEventKind.ACKNOWLEDGED, {})
        with pytest.raises(NotFound):
            decide(workspace, "abcdef", CaseEventKind.ACKNOWLEDGED, {})


def test_a_case_is_assigned_to_a_user_who_may_work_on_it(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        cases = CaseWriter(Changes(workspace.store.records))
        cases.append(ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body())
        for name, role, networks in (
            ("maria", Role.ANALYST, ()), ("paul", Role.VIEWER, ()),
            ("part", Role.ANALYST, ("198.51.100.0/24",)),
        ):  # fmt: skip
            accounts.invite(workspace, name, role, networks, by="a test")
        for name in ("paul", "part", "nobody-of-that-name"):
            with pytest.raises(NotAllowed, match=r"cannot decide about case .* use maria"):
                decide(workspace, ONE, CaseEventKind.ASSIGNED, {"assignee": name})
        assert decide(workspace, ONE, CaseEventKind.ASSIGNED, {"assignee": "maria"}).assignee == "maria"
        entry = Audit(workspace.store.records).list(1)[0]
        assert (entry.what, entry.subject, entry.clause) == ("case assigned", ONE, "to maria")
        assert decide(workspace, ONE, CaseEventKind.ASSIGNED, {"assignee": ""}).assignee == ""


def test_a_due_date_is_set_and_given_back_to_the_severity(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        cases = CaseWriter(Changes(workspace.store.records))
        cases.append(ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body())
        due = workspace.clock() + timedelta(days=3)
        assert decide(workspace, ONE, CaseEventKind.DUE_SET, {"due": format_utc(due)}).due == due
        assert decide(workspace, ONE, CaseEventKind.DUE_SET, {"due": None}).due is None
        assert Audit(workspace.store.records).list(1)[0].clause == "by its severity"
        with pytest.raises(NotAllowed, match="due date is in the past"):
            decide(workspace, ONE, CaseEventKind.DUE_SET, {"due": format_utc(START)})
        decide(workspace, ONE, CaseEventKind.CLOSED_BY_WORD, {"because": "scrapped"})
        with pytest.raises(NotAllowed, match="is closed without proof; `due date set` is not possible"):
            decide(workspace, ONE, CaseEventKind.DUE_SET, {"due": format_utc(due)})


def test_a_promise_is_kept_with_the_acknowledgement(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        cases = CaseWriter(Changes(workspace.store.records))
        cases.append(ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body())
        by = workspace.clock() + timedelta(days=3)
        case = decide(workspace, ONE, CaseEventKind.ACKNOWLEDGED, {"promised": format_utc(by)})
        assert (case.state, case.promised) == (CaseState.ACKNOWLEDGED, by)
        with pytest.raises(NotAllowed, match="promised date is in the past"):
            decide(workspace, ONE, CaseEventKind.ACKNOWLEDGED, {"promised": format_utc(START)})


def test_a_reason_is_kept_without_personal_values_and_never_too_long(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        CaseWriter(Changes(workspace.store.records)).append(
            ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body()
        )
        long = "Pat Moor, SSN: 891-23-4567, said so\x1b[2J; " + "and again " * 100
        decide(workspace, ONE, CaseEventKind.CLOSED_BY_WORD, {"because": long})
        kept = str(Cases(workspace.store.records).events(ONE)[-1].body["because"])
        assert Cases(workspace.store.records).verify_chain() == (2, "")
    assert "891-23-4567" not in kept
    assert "\x1b" not in kept
    assert kept.startswith("Pat Moor")
    assert len(kept) <= 500
