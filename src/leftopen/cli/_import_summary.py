"""The summary of an import, for users."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from leftopen.cli._output import Line, Output
from leftopen.model.facts import Json
from leftopen.present.humanize import format_count, format_duration
from leftopen.present.printable import printable

LEFT_OUT = "not imported"
OUTCOMES = ("imported", "incomplete", "failed", LEFT_OUT)


def rows(summary: Line) -> int:
    """The number of rows in the import, new or known."""
    return _number(summary["stored"]) + _number(summary["known"])


def is_incomplete(summary: Line) -> bool:
    """Whether the import is incomplete: the file is truncated, or all of its lines are invalid. A scan
    without open ports is complete."""
    return bool(summary["why"])


def left_out(file: Path, why: Exception, out: Output) -> Line:
    """Shows and returns the summary of a file that cannot be imported."""
    summary: Line = {
        "type": "summary",
        "file": file.name,
        "state": LEFT_OUT,
        "why": str(why),
        "stored": 0,
        "known": 0,
    }
    out.show(summary, f"{file.name}: NOT IMPORTED: {why}")
    return summary


def show_all(summaries: Sequence[Line], out: Output) -> None:
    """Of several files, how many were imported whole, in part and not at all."""
    if len(summaries) < 2:
        return
    states = Counter(_outcome(summary) for summary in summaries)
    counts = ", ".join(f"{states[state]:,} {state}" for state in OUTCOMES)
    line: Line = {"type": "files", "files": len(summaries), **{state: states[state] for state in OUTCOMES}}
    out.show(line, f"{format_count(len(summaries), 'file')}: {counts}")


def _outcome(summary: Line) -> str:
    state = str(summary["state"])
    if state in ("failed", LEFT_OUT):
        return state
    return "incomplete" if summary["why"] else "imported"


def show(summary: Line, out: Output) -> None:
    """Prints the state first, then each reason for rejected lines with its first line."""
    if summary["state"] == "already imported":
        out.text(f"{summary['file']}: {_again(summary)}")
        return
    took = format_duration(timedelta(seconds=float(str(summary["seconds"]))))
    out.text(
        f"{summary['file']}: {_state(summary)}, {summary['format']},"
        f" {format_count(_number(summary['stored']), 'row')} new, {_number(summary['known']):,} known,"
        f" {format_count(_number(summary['bad']), 'bad line')}, in {took}"
    )
    for line in _faults(summary) + _reasons(summary):
        out.text(_cut(line))
    if summary["quoted"]:
        out.text(f"  rejected lines: {_number(summary['quoted']):,}, saved in {summary['bad_lines']}")


def _again(summary: Line) -> str:
    lacks = f"INCOMPLETE: {summary['why']}; " if summary["why"] else ""
    are = "row is" if rows(summary) == 1 else "rows are"
    stored = f"{rows(summary):,} {are} stored; nothing to do (use --again to import it again)"
    return f"{lacks}already imported on {str(summary['at'])[:10]}: {stored}"


def _state(summary: Line) -> str:
    if summary["state"] == "failed":
        return "NOTHING IMPORTED: the file contains no valid rows"
    if summary["why"]:
        return f"INCOMPLETE: {summary['why']}"
    if summary["state"] == "finished" and not rows(summary):
        return "finished, no open ports in the file"
    return str(summary["state"])


def _faults(summary: Line) -> list[str]:
    """Internal errors; the import continued more slowly after them."""
    faults = summary["faults"]
    assert isinstance(faults, dict)
    return [
        f"internal error, import slowed down: {kind} ({count} times); please report it"
        for kind, count in faults.items()
    ]


def _reasons(summary: Line) -> list[str]:
    """The most frequent first."""
    reasons, quotes = summary["reasons"], summary["first_bad"]
    assert isinstance(reasons, dict)
    assert isinstance(quotes, list)
    firsts = {quote["reason"]: quote for quote in quotes if isinstance(quote, dict)}
    counts = sorted(((_number(count), reason) for reason, count in reasons.items()), reverse=True)
    whole = summary["why"]
    return [
        f"  {reason}"
        if reason == whole
        else f"  {format_count(count, 'line')}: {reason}{_first(firsts.get(reason))}"
        for count, reason in counts
    ]


def _first(quote: Json) -> str:
    """The first rejected line; '' without a quote."""
    if not isinstance(quote, dict):
        return ""
    message = f": {quote['excerpt']}" if quote["excerpt"] else ""
    return f", first: line {_number(quote['line']):,}{message}"


def _cut(text: str) -> str:
    """Cut to one line on a terminal; complete in a pipe."""
    text, width = printable(text), shutil.get_terminal_size().columns
    return text if not sys.stdout.isatty() or len(text) <= width else f"{text[: width - 1]}…"


def _number(value: Json) -> int:
    return int(str(value))
