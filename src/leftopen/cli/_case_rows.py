"""The table of cases: one row for each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leftopen.cases.due import due_fields, group_due
from leftopen.cases.groups import Group
from leftopen.cli._output import Output
from leftopen.present.case_words import state_words
from leftopen.present.humanize import last_day
from leftopen.present.json_lines import case_line

if TYPE_CHECKING:
    from leftopen.settings import Settings

COLUMNS = ("case", "severity", "state", "where", "check", "due", "holds", "first open (UTC)", "assignee")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What a due date depends on."""

    settings: Settings
    now: datetime


def list_groups(out: Output, groups: Sequence[Group], dates: Dates, none: str = "") -> None:
    """A line for each group, and with --json one for each case, which names its group."""
    lines = (
        {**case_line(case), **due_fields(case, dates.settings, dates.now), "group": group.id}
        for group in groups
        for case in group.cases
    )
    out.rows(lines, COLUMNS, (_row(group, dates) for group in groups), none)


def _row(group: Group, dates: Dates) -> tuple[object, ...]:
    holds = ", ".join(f"{label} {count}" for label, count in group.holds.items())
    return (
        group.first.id[:8],
        group.severity,
        state_words(group.state),
        _where(group),
        group.first.check,
        _due(group, dates),
        holds,
        f"{group.first_open:%Y-%m-%d %H:%M}",
        ", ".join(group.assignees),
    )


def _due(group: Group, dates: Dates) -> str:
    """The earliest date of its cases."""
    due = group_due(group, dates.settings)
    return "" if due is None else f"{last_day(due)}{' OVERDUE' if due <= dates.now else ''}"


def _where(group: Group) -> str:
    """Its first endpoint, and how many others it has: they have no room on a terminal."""
    more = len(group.cases) - 1
    return f"{group.first.where} +{more}" if more else group.first.where
