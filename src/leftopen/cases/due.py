"""By when a case should be closed: the date that a user set, else one by its severity. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from leftopen.cases.closure_rules import LIVE
from leftopen.cases.groups import Group
from leftopen.model.case import Case, CaseState
from leftopen.model.facts import Json
from leftopen.present.timestamps import format_utc_or_none
from leftopen.settings import Settings

_WAITING = LIVE | {CaseState.SILENT}
"""What is decided or closed is due no more."""


def due_date(case: Case, settings: Settings) -> datetime | None:
    """The first moment after the last day; None for a case that is not due, or has no date. The days by the
    severity count from when it was found, or reopened."""
    if case.state not in _WAITING:
        return None
    if case.due is not None:
        return case.due
    days: int = getattr(settings, f"due_{case.severity.value}", 0)
    return _end_of_day((case.reopened or case.detected) + timedelta(days=days)) if days else None


def group_due(group: Group, settings: Settings) -> datetime | None:
    """The earliest of its cases."""
    return min((at for case in group.cases if (at := due_date(case, settings))), default=None)


def due_fields(case: Case, settings: Settings, now: datetime) -> dict[str, Json]:
    """For the JSON line of the case."""
    due = due_date(case, settings)
    return {"due": format_utc_or_none(due), "overdue": due is not None and due <= now}


def _end_of_day(at: datetime) -> datetime:
    day = at.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(day, time(), UTC)
