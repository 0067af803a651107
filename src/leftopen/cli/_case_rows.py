"""The table of cases: one row for each group, with its endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leftopen.cases.groups import Group
    from leftopen.cli._output import Output

COLUMNS = ("case", "severity", "state", "where", "check", "first open (UTC)", "holds")
SHOWN = 4


def list_groups(out: Output, groups: Sequence[Group], none: str = "") -> None:
    """A line for each group, and with --json one for each case, which names its group."""
    from leftopen.present.json_lines import case_line

    if out.json:
        for group in groups:
            for case in group.cases:
                out.line({**case_line(case), "group": group.id})
    elif groups:
        out.table(COLUMNS, map(_row, groups))
    else:
        out.say(none)


def _row(group: Group) -> tuple[object, ...]:
    holds = ", ".join(f"{label} {count}" for label, count in group.holds.items())
    return (
        group.first.id[:8],
        group.severity,
        group.state,
        _where(group),
        group.first.check,
        f"{group.first_open:%Y-%m-%d %H:%M}",
        holds,
    )


def _where(group: Group) -> str:
    """Its endpoints, a few of many."""
    shown = [case.endpoint for case in group.cases[:SHOWN]]
    more = len(group.cases) - len(shown)
    return ", ".join([*shown, *([f"and {more} more"] if more else [])])
