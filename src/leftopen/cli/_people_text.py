"""The people of an assessment as a table, CSV or JSON lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, cast

from leftopen.cli._output import Line, Output
from leftopen.impact.people.bounds import NONE
from leftopen.present.humanize import format_bounds, format_count

if TYPE_CHECKING:
    from pathlib import Path

    from leftopen.impact.people.bounds import PeopleBounds
    from leftopen.impact.people.served import KindServed, PeopleServed
    from leftopen.model.facts import Json
    from leftopen.service.access_logs.people import StoredServed
    from leftopen.service.assessments.people_table import PeopleFile
    from leftopen.service.assessments.stored_people import StoredPeople


def show_text(found: StoredPeople, served: StoredServed | None, label: str, limit: int, out: Output) -> None:
    from leftopen.service.assessments import people

    shown, head = found.total(label), found.head
    some, everybody = _bounded(head.of(label)), _bounded(head.all)
    out.text(f"people with {label}: {some}; in all: {everybody}" if label else f"people: {everybody}")
    if served:
        out.text(people_served(served.counts, label))
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
    if not shown and (head.of(label) if label else head.all).people:
        out.text("the list is empty: the values could not be matched to people")
    if shown > len(rows):
        out.hint(f"{shown - len(rows):,} more; to see all: --limit 0")
    if label and not shown and (held := ", ".join(found.by_label())):
        out.hint(f"the kinds of data here: {held}")
    untied = {name: count for name, count in head.unlinked.items() if count and label in ("", name)}
    if untied:
        values = ", ".join(f"{name}: {count:,}" for name, count in untied.items())
        out.hint(f"values not matched to people, so not on the list: {values}")
    if not head.complete:
        out.say("too many people to hold in memory: counts are lower bounds")


def show_csv(found: StoredPeople, served: StoredServed | None, label: str, limit: int, out: Output) -> None:
    from leftopen.service.assessments import people_table

    for line in people_table.as_csv(found, served, label):
        out.raw(line.encode())


def show_export(file: Path, written: PeopleFile, out: Output) -> None:
    """What was written, and its digest."""
    line: Line = {"type": "exported", "file": str(file), "people": written.people, "sha256": written.sha256}
    people = format_count(written.people, "person", "people")
    out.done(line, f"wrote {people}, masked, to {file}; SHA-256 {written.sha256}")


def show_json(found: StoredPeople, served: StoredServed | None, label: str, limit: int, out: Output) -> None:
    from leftopen.service.assessments import people

    out.lines(people.lines(found, label, served))


FORMATS: dict[str, Callable[[StoredPeople, StoredServed | None, str, int, Output], None]] = {
    "text": show_text,
    "csv": show_csv,
    "json": show_json,
}


def _shown_read(one: dict[str, Json]) -> tuple[str, ...]:
    message = cast("dict[str, Json]", one["served"])
    times = (str(message[name] or "")[:16].replace("T", " ") for name in ("first", "last"))
    return str(message["verdict"]).replace("_", " "), str(message["clients"]), *times


def people_served(served: PeopleServed, label: str) -> str:
    """One line: how many of them were served, with the bounds."""
    one = next((kind for kind in served.kinds if kind.label == label), None)
    if one is None:
        # In what was read nobody has it; what was not read, or is tied to no document, may hold it.
        known = served.whole.bounds.at_most is not None
        one = replace(served.whole, label=label, served=0, bounds=replace(NONE, at_most=0 if known else None))
    return kind_served(one, served.untied.read)


def kind_served(one: KindServed, untied: int = 0) -> str:
    """`served: 3 people (at least 3, at most 5), to 2 clients`. `untied`: items that strangers got, or may
    have, and that nothing ties to a document. Nobody is only said where somebody looked."""
    if untied and not one.bounds.people:
        return f"served to outsiders: not examined; nothing ties {format_count(untied, 'item')} to a document"
    if one.nobody_known:
        most = one.bounds.at_most
        upper = "" if most is None else f", at most {format_count(most, 'person', 'people')}"
        return f"served to outsiders: not known{upper}"
    least = "at least " if one.to.more else ""
    are = "is" if one.to.clients == 1 else "are"
    to = f", to {least}{format_count(one.to.clients, 'client')} that {are} not your own" if one.served else ""
    bounds = format_bounds(one.bounds.at_least, one.bounds.at_most)
    return f"served to outsiders: {format_count(one.bounds.people, 'person', 'people')} ({bounds}){to}"


def _bounded(one: PeopleBounds) -> str:
    return f"{one.people:,} ({format_bounds(one.at_least, one.at_most)})"
