"""The people of an assessment as a table, CSV or JSON lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, cast

from leftopen.cli._output import Output
from leftopen.present.csv_cell import csv_cell

if TYPE_CHECKING:
    from leftopen.impact.people.affected import Affected
    from leftopen.model.facts import Json

COLUMNS = (
    "id", "name", "strength", "holds", "documents", "since", "units", "roles", "found_in", "doubts", "places",
)  # fmt: skip


def text(found: Affected, label: str, limit: int, out: Output) -> None:
    from leftopen.service.assessments import people

    shown = found.holding(label)
    certain = f"{found.certain:,} (at least {found.at_least:,}, at most {found.at_most:,})"
    out.text(f"{len(shown):,} people with {label}; {certain} in all" if label else f"{certain} people")
    lines = list(islice(people.lines(found, label), limit or None))
    rows = [
        (
            one["id"],
            one["name"] or "(no name)",
            ", ".join(cast("dict[str, Json]", one["holds"])),
            f"{'at least ' if one['documents_at_least'] else ''}{one['documents']}",
            one["since"] or "",
            one["strength"],
            "; ".join(cast("list[str]", one["doubts"])),
        )
        for one in lines
    ]
    if rows:
        out.table(("id", "Name", "Holds", "Documents", "Since", "Known by", "Doubts"), rows)
    if len(shown) > len(rows):
        out.hint(f"{len(shown) - len(rows):,} more; to see all: --limit 0")
    if label and not shown and (held := ", ".join(found.by_label())):
        out.hint(f"the kinds of data here: {held}")
    if not found.complete:
        out.say("too many people to hold in memory: counts are lower bounds")


def as_csv(found: Affected, label: str, limit: int, out: Output) -> None:
    from leftopen.service.assessments import people

    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    for one in people.lines(found, label):
        writer.writerow([csv_cell(_cell(one[name])) for name in COLUMNS])
    out.raw(made.getvalue().encode())


def as_json(found: Affected, label: str, limit: int, out: Output) -> None:
    from leftopen.service.assessments import people

    for one in people.lines(found, label):
        out.line(one)


FORMATS: dict[str, Callable[[Affected, str, int, Output], None]] = {
    "text": text,
    "csv": as_csv,
    "json": as_json,
}


def _cell(value: Json) -> str:
    if isinstance(value, dict | list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
