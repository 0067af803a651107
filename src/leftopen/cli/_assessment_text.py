"""An assessment's summary as text: what it holds, what became of every document."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from leftopen.cli._output import Line, Output
from leftopen.impact.respond.charts.pictures import apportioned, percents
from leftopen.present.humanize import format_bounds, format_bytes, format_count
from leftopen.service.assessments.assess import UNCAGED

if TYPE_CHECKING:
    from leftopen.model.facts import Json

BAR = 40
MARKS = {"read": "#", "carved": "+", "encrypted": "x", "unread": ".", "failed": "!"}
LOSSES = 20


def show(line: Line, out: Output) -> None:
    """The whole report."""
    state = _state(line)
    depth = f"{line['depth']}{', pictures' if line['ocr'] else ''}"
    # A summary of an earlier version does not say it.
    depth += f", {UNCAGED}" if line.get("uncaged") else ""
    out.text(f"assessment {line['id']} ({depth}): {state}, {format_bytes(_int(line['bytes']))}")
    holds = cast("list[dict[str, Json]]", line["holds"])
    if holds:
        out.table(("Holds", "Severity", "Documents", "Occurrences", "Distinct", "Example"), map(_row, holds))
    else:
        out.text(_nothing(line))
    _markings(line, out)
    _people(line, out)
    _outcomes(line, out)
    _pictures(line, out)
    years = {year: count for year, count in cast("dict[str, int]", line["years"]).items() if year != "0"}
    if years:
        out.text("mails by year: " + ", ".join(f"{year}: {count:,}" for year, count in years.items()))
    _failures(line, out)


def _state(line: Line) -> str:
    """It is complete where everything was read as a whole, and nothing left out."""
    if not line["complete"]:
        return f"{line['units_done']} of {line['units']} units"
    # A summary of an earlier version does not say it.
    return "complete" if line.get("whole") else "finished, but parts were not read (see below)"


def _nothing(line: Line) -> str:
    """What was not read holds perhaps something."""
    outcomes = cast("dict[str, int]", line["outcomes"])
    unread = sum(outcomes[name] for name in ("encrypted", "unread", "failed"))
    found = "no known kind of data was found"
    if not line["complete"]:
        return f"{found} so far"
    return (
        f"{found} in what could be read ({format_count(unread, 'document')} could not)" if unread else found
    )


def _row(one: dict[str, Json]) -> tuple[object, ...]:
    distinct = f"{'at least ' if one['at_least'] else ''}{_int(one['distinct']):,}"
    examples = cast("list[str]", one["examples"])
    counts = f"{_int(one['documents']):,}", f"{_int(one['occurrences']):,}", distinct
    return one["label"], one["severity"], *counts, examples[0] if examples else ""


def _markings(line: Line, out: Output) -> None:
    for one in cast("list[dict[str, Json]]", line["markings"]):
        sort = "classified level" if one["classified"] else "protective marking, no classification"
        out.text(f"{sort}: {one['highest']} ({one['label']}), documents: {_int(one['documents']):,}")
    if rejected := _int(line["rejected"]):
        out.text(f"rejected by a reviewer and left out: {format_count(rejected, 'hit')}")
    if doubtful := _int(line["doubtful"]):
        out.hint(f"{format_count(doubtful, 'hit')} to look at: leftopen assess review {str(line['id'])[:8]}")


def _people(line: Line, out: Output) -> None:
    people = cast("dict[str, Json]", line["people"])
    unlinked = cast("dict[str, int]", people["unlinked"])
    if not people["listed"] and not unlinked:
        return
    bounds = format_bounds(_int(people["at_least"]), cast("int | None", people["at_most"]))
    out.text(f"people: {_int(people['count']):,} ({bounds}), {people['doubtful']} with doubts")
    if holds := cast("dict[str, int]", people["holds"]):
        out.text("  " + ", ".join(f"{label}: {one:,}" for label, one in holds.items()))
    if unlinked:
        shown = ", ".join(f"{label}: {one:,}" for label, one in unlinked.items())
        out.text(f"  values that could not be tied to a person (each may be another person's): {shown}")
    if not people["listed"]:
        return
    out.hint(f"to see the people: leftopen assess people {str(line['id'])[:8]}")


def _outcomes(line: Line, out: Output) -> None:
    """A bar that adds up to all documents, and a line for each part of it."""
    total, outcomes = _int(line["documents"]), cast("dict[str, int]", line["outcomes"])
    if not total:
        return
    counts = [outcomes[name] for name in MARKS]
    marks = zip(MARKS.values(), apportioned(counts, BAR), strict=True)
    out.text(f"[{''.join(mark * width for mark, width in marks)}]")
    shares = (
        f"{MARKS[name]} {name} {outcomes[name]:,} ({percent:.1f} %)"
        for name, percent in zip(MARKS, percents(counts), strict=True)
        if outcomes[name]
    )
    out.text(f"{format_count(total, 'document')}: {', '.join(shares)}")


def _pictures(line: Line, out: Output) -> None:
    kinds = cast("dict[str, int]", line.get("kinds", {}))
    if named := kinds.get("part", 0):
        verb = "was" if named == 1 else "were"
        out.text(f"{format_count(named, 'attachment')} {verb} not read: a triage reads only the names")
    # A summary of an earlier version does not say it.
    if unread := _int(line.get("pictures_unread", 0)):
        why = "of a kind that OCR does not read here" if line["ocr"] else "to read them: --ocr"
        verb = "was" if unread == 1 else "were"
        out.text(f"{format_count(unread, 'picture')} {verb} not read; {why}")


def _failures(line: Line, out: Output) -> None:
    for at, (read, counted) in cast("dict[str, tuple[int, int]]", line["mails_lost"]).items():
        whole = "could not be counted" if counted < 0 else f"{counted:,} counted"
        out.text(f"mailbox of file {at}: {read:,} mails read, {whole} over the whole file")
    losses = [one for one in cast("list[dict[str, Json]]", line.get("losses", [])) if one["documents"]]
    for loss in losses[:LOSSES]:
        file = loss["path"] or "other files"
        number = format_count(_int(loss["documents"]), "document")
        out.text(f"  {loss['outcome']} {number} of {file}: {loss['why']}")
    for skipped in cast("list[dict[str, str]]", line.get("skipped_files", []))[:LOSSES]:
        out.text(f"  skipped {skipped['path']}: {skipped['why']}")
    if len(losses) > LOSSES or _int(line["skipped"]) > LOSSES:
        lost = sum(_int(one["documents"]) for one in losses[LOSSES:])
        skips = max(0, _int(line["skipped"]) - LOSSES)
        more = (format_count(lost, "more document"), format_count(skips, "more skipped file"))
        out.text(
            f"  and {' and '.join(one for one, count in zip(more, (lost, skips), strict=True) if count)}"
        )
    if losses:
        out.hint(f"to see the place of each: leftopen assess show {str(line['id'])[:8]} --json")


def _int(value: Json) -> int:
    return value if isinstance(value, int) else 0
