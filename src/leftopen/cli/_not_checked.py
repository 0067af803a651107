"""The part of a scan's summary that says what was not checked, and why."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.cli._output import Line
from leftopen.present.humanize import format_count

MOST = 10
"""Examples in a line; `--json` has all that are stored."""


def not_checked(summary: Line) -> Iterator[str]:
    """A line for each reason with its count and examples, under a title; nothing when all was checked."""
    found = summary.get("not_checked")
    if not isinstance(found, list) or not found:
        return
    yield "not checked:"
    for one in found:
        if isinstance(one, dict):
            yield f"  {_count(one)}: {one['why']} ({_examples(one)})"


def _count(one: Line) -> str:
    about = "" if one["exact"] else "about "
    return f"{about}{format_count(int(str(one['count'])), str(one['unit']))}"


def _examples(one: Line) -> str:
    examples = one["examples"][:MOST] if isinstance(one["examples"], list) else []
    more = int(str(one["count"])) - len(examples)
    return ", ".join(map(str, examples)) + (f" and {more:,} more" if more > 0 else "")
