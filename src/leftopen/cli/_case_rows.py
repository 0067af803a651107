"""The table of cases: one row for each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leftopen.cases.groups import Group
    from leftopen.cli._output import Output

COLUMNS = ("case", "severity", "state", "where", "check", "first open (UTC)", "holds")


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
    """Its first endpoint, and how many others it has: they have no room on a terminal."""
    more = len(group.cases) - 1
    return f"{group.first.endpoint} +{more}" if more else group.first.endpoint
