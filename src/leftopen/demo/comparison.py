"""The end of the demonstration: both acts beside February 2023, printed and in the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from leftopen.demo.proof_check import must
from leftopen.demo.timeline import LETTERS, NOT_HERE, PRESS, TimelineRow, rows
from leftopen.model.facts import Json
from leftopen.service.notices import case_report
from leftopen.service.workspace.workspace import Workspace

_MARKS = ((PRESS, "[1]"), (LETTERS, "[2]"), (", and ", ""))


def compare(
    workspace: Workspace,
    case: str,
    by_hand: Mapping[str, datetime],
    by_itself: Mapping[str, datetime],
    report: Path,
    say: Callable[[str], None],
) -> None:
    """Prints the table, and writes it into the report of the case. Raises StoryFailed."""
    table = rows(by_hand, by_itself)
    for line in ("", *lines(table)):
        say(line)
    timeline: Sequence[Json] = [
        {"step": row.step, "then": row.then, "source": row.source, "here": row.here,
         "by_itself": row.by_itself}
        for row in table
    ]  # fmt: skip
    case_report.write(workspace, case, report, timeline)
    must(report.stat().st_size > 0, "the report is empty")
    say(f"Report: {report}")


def lines(table: Sequence[TimelineRow]) -> list[str]:
    """The table as text, with the sources below it."""
    wide = max(len(row.step) for row in table)
    cells = [("", "by hand", "by itself", "2023")] + [
        (row.step, _short(row.here), _short(row.by_itself), f"{row.then} {_marks(row.source)}")
        for row in table
    ]
    body = (f"{step:{wide}}  {hand:>9}  {itself:>9}  {then}" for step, hand, itself, then in cells)
    return [*body, f"[1] {PRESS}  [2] {LETTERS}"]


def _short(here: str) -> str:
    return "-" if here == NOT_HERE else here.removesuffix(" after")


def _marks(source: str) -> str:
    """`[1][2]` for sources in words."""
    for words, mark in _MARKS:
        source = source.replace(words, mark)
    return source
