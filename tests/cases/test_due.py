"""By when a case is due: by its severity, or the date that a user set."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leftopen.cases.due import due_date, due_fields, group_due
from leftopen.cases.groups import Group
from leftopen.model.case import CaseState
from leftopen.model.severity import Severity
from leftopen.present.humanize import last_day
from leftopen.settings import Settings
from tests.cases.made_up import START, a_case, minute

DAYS = Settings(due_critical=2, due_high=10, due_low=0)


@pytest.mark.parametrize(
    ("severity", "day"),
    [
        (Severity.CRITICAL, "2026-02-05"),
        (Severity.HIGH, "2026-02-13"),
        (Severity.LOW, ""),
        (Severity.INFO, ""),
    ],
)
def test_the_severity_gives_the_last_day(severity: Severity, day: str) -> None:
    due = due_date(a_case(severity=severity), DAYS)
    assert ("" if due is None else last_day(due)) == day


def test_it_is_overdue_from_the_first_moment_after_that_day() -> None:
    due = due_date(a_case(), DAYS)
    assert due is not None
    assert (due.hour, due.minute) == (0, 0)
    assert not due_fields(a_case(), DAYS, due - timedelta(microseconds=1))["overdue"]
    assert due_fields(a_case(), DAYS, due) == {"due": "2026-02-06T00:00:00.000000Z", "overdue": True}


def test_a_date_that_a_user_set_goes_before_the_severity() -> None:
    assert due_date(a_case(due=minute(7)), DAYS) == minute(7)


def test_the_days_count_again_from_when_it_was_reopened() -> None:
    due = due_date(a_case(reopened=START + timedelta(days=100)), DAYS)
    assert due is not None
    assert last_day(due) == "2026-05-16"


@pytest.mark.parametrize("state", list(CaseState))
def test_only_what_waits_for_its_owner_is_due(state: CaseState) -> None:
    waits = state in {CaseState.OPEN, CaseState.NOTIFIED, CaseState.ACKNOWLEDGED, CaseState.SILENT}
    assert (due_date(a_case(state, due=minute(1)), DAYS) is not None) == waits


def test_a_group_is_due_when_the_first_of_its_cases_is() -> None:
    cases = (a_case(due=minute(9)), a_case(due=minute(3)), a_case(CaseState.CLOSED, due=minute(1)))
    assert group_due(Group(id="g", cases=cases, size=3), DAYS) == minute(3)
    assert group_due(Group(id="g", cases=cases[2:], size=1), DAYS) is None
