"""The people of an assessment as a table, CSV or JSON lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, cast

from leftopen.cli._output import Output
from leftopen.present.csv_cell import csv_cell
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.impact.people.affected import Affected
    from leftopen.impact.people.served import KindServed, PeopleServed
    from leftopen.model.facts import Json

COLUMNS = (
    "id", "name", "strength", "holds", "documents", "since", "units", "roles", "found_in", "doubts", "places",
    "served", "served_kinds", "clients", "first_read", "last_read",
)  # fmt: skip


def text(found: Affected, served: PeopleServed | None, label: str, limit: int, out: Output) -> None:
    from leftopen.service.assessments import people

    shown = found.holding(label)
    certain = f"{found.certain:,} (at least {found.at_least:,}, at most {found.at_most:,})"
    with_it = f"{format_count(len(shown), 'person', 'people')} with {label}"
    out.text(f"{with_it}; {certain} in all" if label else f"people: {certain}")
    if served:
        out.text(_summed(served, label))
    lines = list(islice(people.lines(found, label, served), limit or None))
    rows = [
        (
            one["id"],
            one["name"] or "(no name)",
            ", ".join(cast("dict[str, Json]", one["holds"])),
            f"{'at least ' if one['documents_at_least'] else ''}{one['documents']}",
            one["since"] or "",
            one["strength"],
            "; ".join(cast("list[str]", one["doubts"])),
            *(_shown_read(one) if served else ()),
        )
        for one in lines
    ]
    if rows:
        read = ("Served", "Clients", "First (UTC)", "Last (UTC)") if served else ()
        out.table(("id", "Name", "Holds", "Documents", "Since", "Known by", "Doubts", *read), rows)
    if len(shown) > len(rows):
        out.hint(f"{len(shown) - len(rows):,} more; to see all: --limit 0")
    if label and not shown and (held := ", ".join(found.by_label())):
        out.hint(f"the kinds of data here: {held}")
    if not found.complete:
        out.say("too many people to hold in memory: counts are lower bounds")


def as_csv(found: Affected, served: PeopleServed | None, label: str, limit: int, out: Output) -> None:
    from leftopen.service.assessments import people

    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    for one in people.lines(found, label, served):
        row = one | _read(one)
        writer.writerow([csv_cell(_cell(row[name])) for name in COLUMNS])
    out.raw(made.getvalue().encode())


def as_json(found: Affected, served: PeopleServed | None, label: str, limit: int, out: Output) -> None:
    from leftopen.service.assessments import people

    for one in people.lines(found, label, served):
        out.line(one)


FORMATS: dict[str, Callable[[Affected, PeopleServed | None, str, int, Output], None]] = {
    "text": text,
    "csv": as_csv,
    "json": as_json,
}


def _read(one: dict[str, Json]) -> dict[str, Json]:
    """The columns of what the access logs say; empty where none was read."""
    said = cast("dict[str, Json]", one["served"] or {})
    kinds = cast("dict[str, Json]", said.get("kinds") or {})
    return {
        "served": said.get("verdict"),
        "served_kinds": [f"{label} {verdict}" for label, verdict in kinds.items()],
        "clients": said.get("clients"),
        "first_read": said.get("first"),
        "last_read": said.get("last"),
    }


def _shown_read(one: dict[str, Json]) -> tuple[str, ...]:
    read = _read(one)
    times = (str(read[name] or "")[:16].replace("T", " ") for name in ("first_read", "last_read"))
    return str(read["served"]).replace("_", " "), str(read["clients"]), *times


def _summed(served: PeopleServed, label: str) -> str:
    """One line: how many of them were served, with the bounds."""
    one = next((kind for kind in served.kinds if kind.label == label), None)
    if one is None:
        return "served to strangers: nobody's"
    return served_line(one)


def served_line(one: KindServed) -> str:
    """`served: 3 people (at least 3, at most 5), to 2 clients`."""
    least = "at least " if one.to.more else ""
    to = f", to {least}{format_count(one.to.clients, 'client')} that are not your own" if one.served else ""
    bounds = f"at least {one.certain:,}, at most {one.at_most:,}"
    return f"served to strangers: {format_count(one.served, 'person', 'people')} ({bounds}){to}"


def _cell(value: Json) -> str:
    if isinstance(value, dict | list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
