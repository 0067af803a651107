"""`leftopen search --in documents`: the documents of an assessment as a table or as lines of JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from leftopen.cli import _facets
from leftopen.cli._options import filled
from leftopen.cli._output import Output
from leftopen.cli._query import joined

if TYPE_CHECKING:
    from leftopen.model.facts import Json
    from leftopen.service.assessments.search import FoundDocuments

EXAMPLES = 2
HEADS = ("place", "kind", "year", "unit", "severity", "holds", "examples")


def search_documents(
    query: Sequence[str], assessment: str, limit: int, facets: str, data: Path | None, out: Output
) -> None:
    """Raises BadQuery, NotFound."""
    from leftopen.service.assessments import assessments
    from leftopen.service.assessments.search import facet_names, search

    asked, wanted = joined(query), facet_names(facets)
    with filled(data) as opened:
        folder = assessments.get(opened, assessment) if assessment else assessments.newest(opened)
        found = search(opened, folder, asked, limit, wanted)
    if out.json:
        _lines(out, asked, found)
    else:
        _text(out, found, wanted)


def _lines(out: Output, asked: str, found: FoundDocuments) -> None:
    for line in found.lines:
        out.line(line)
    summary: dict[str, Json] = {"type": "summary", "query": asked, "assessment": found.assessment}
    summary |= {"documents": found.total, "complete": found.complete}
    out.line(summary | ({"facets": _facets.field(found.facets)} if found.facets else {}))


def _text(out: Output, found: FoundDocuments, wanted: dict[str, int]) -> None:
    if not found.lines:
        out.hint("no documents")
    else:
        out.table(HEADS, map(_row, found.lines), short=True)
        _facets.draw(out, found.facets, wanted, "document")
    if found.total > len(found.lines):
        out.hint(f"{len(found.lines):,} of {found.total:,} documents shown")
    if not found.complete:
        out.hint(f"assessment {found.assessment} is not complete: there may be more")


def _row(line: dict[str, Json]) -> tuple[object, ...]:
    holds = cast("dict[str, int]", line["holds"])
    units, examples = cast("list[str]", line["units"]), cast("list[str]", line["examples"])
    told = ", ".join(label if count == 1 else f"{label} ({count:,})" for label, count in holds.items())
    year = line["year"] or ""
    return (
        line["place"], line["kind"], year, " ".join(units[:2]), line["severity"], told,
        "  ".join(examples[:EXAMPLES]),
    )  # fmt: skip
