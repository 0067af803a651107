"""Search observations with Shodan's query language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from leftopen.cli import _facets
from leftopen.cli._options import History
from leftopen.cli._output import Line, Output
from leftopen.cli._query import CONTEXT as CONTEXT
from leftopen.cli._query import hint, join_query
from leftopen.cli._verb import existing_workspace, verb
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.present.absence import absence_words
from leftopen.present.observation_json import observation_line
from leftopen.query import field_selection
from leftopen.query.facet_words import facet_words

if TYPE_CHECKING:
    from leftopen.service.assessments.search import FoundDocuments
    from leftopen.store.observations.observations import Observations

Row = tuple[Observation, Mapping[str, Json]]
PANEL = "Search"
EXAMPLE = "Example: `leftopen search 'product:Sendria exposure:mailbox_web_open' --facets port:5`"
EXAMPLES = 2
HEADS = ("place", "kind", "year", "unit", "severity", "holds", "examples")


class Place(StrEnum):
    """What is searched."""

    SERVICES = "services"
    DOCUMENTS = "documents"


def _page(limit: int) -> int:
    from leftopen.service.search.search import MOST_RESULTS

    if limit < 1:
        raise typer.BadParameter("at least 1")
    if limit > MOST_RESULTS:
        raise typer.BadParameter(f"at most {MOST_RESULTS:,}; for all results use leftopen export QUERY FILE")
    return limit


@verb()
def command(
    out: Output,
    data: Path | None,
    query: Annotated[
        list[str], typer.Argument(help="Words and filters (example: `nginx port:8080 -http.status:404`).")
    ],
    limit: Annotated[
        int,
        typer.Option(
            metavar="N", callback=_page, help="Maximum number of results (up to 1000; use `export` for all)."
        ),
    ] = 20,
    facets: Annotated[
        str, typer.Option(help="Also count values of these fields (example: country,port:5).")
    ] = "",
    fields: Annotated[
        str,
        typer.Option(help="Fields to show, by filter or JSON name (example: ip,http.title)."),
    ] = "",
    within: Annotated[
        Place, typer.Option("--in", help="Search services, or the documents of an assessment.")
    ] = Place.SERVICES,
    assessment: Annotated[
        str,
        typer.Option(help="With --in documents: ID of the assessment (default: the newest).", metavar="ID"),
    ] = "",
    history: History = False,
) -> None:
    """Search services: words, `filter:value`, quotes, commas for OR, a minus sign to exclude."""
    if within is Place.DOCUMENTS:
        _documents(query, assessment, limit, facets, data, out)
        return
    names = [name for word in fields.split(",") if (name := word.strip())]
    with existing_workspace(data, reading=True) as opened:
        found = _services(opened.store.observations, out, join_query(query), limit, facets, names, history)
    hint(out, join_query(query), found)


def _services(
    store: Observations, out: Output, asked: str, limit: int, facets: str, names: list[str], history: bool
) -> int:
    """Shows the results and their facets. How many there were."""
    wanted = facet_words(facets)
    found = store.search(asked, limit=limit, history=history)
    rows = [(one, observation_line(one)) for one in found] if out.json or names else []
    absent = field_selection.check(names, rows)
    _show(out, found, rows, names)
    # Show the page before the facets, which may take longer.
    counted = _facets.fetch(store, asked, wanted, history=history, whole=not out.json)[1] if wanted else {}
    if out.json:
        if counted:
            out.line({"type": "summary", "query": asked, "facets": _facets.field(counted)})
        return len(found)
    if found:
        _absent(out, absent)
        _facets.draw(out, counted, dict(wanted), _facets.counted_unit(history))
    if (
        len(found) == limit
        and not out.quiet
        and (beyond := truncation_hint(store, asked, limit, history=history))
    ):
        out.hint(beyond)
    return len(found)


def _show(out: Output, found: list[Observation], rows: Sequence[Row], names: list[str]) -> None:
    if out.json:
        out.lines(
            {"type": line["type"]} | field_selection.only(observation, line, names) if names else line
            for observation, line in rows
        )
    elif not found:
        out.hint("no results")
    elif names:
        out.table(names, [_chosen(*row, names) for row in rows], short=True)
    else:
        _table(out, found)


def _absent(out: Output, names: Iterable[str]) -> None:
    for name in names:
        near = field_selection.suggest(name)
        out.hint(f"no result has the field {name}" + (f"; did you mean {near}?" if near else ""))


def _table(out: Output, found: list[Observation]) -> None:
    rows = [
        (
            o.endpoint.label,
            o.module,
            f"{o.product} {o.version}".strip(),
            f"{o.timestamp:%Y-%m-%d %H:%M}",
            absence_words(o.absence),
            _first(o.data),
        )
        for o in found
    ]
    out.table(("where", "protocol", "product", "seen (UTC)", "last look (UTC)", "banner"), rows, short=True)


def _chosen(observation: Observation, line: Mapping[str, Json], names: list[str]) -> list[str]:
    values = [field_selection.value(observation, line, "ip_str" if name == "ip" else name) for name in names]
    return [_cell(value) for value in values]


def _cell(value: Json) -> str:
    """Text as it is, lists of text joined with spaces; everything else as JSON."""
    import msgspec

    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return " ".join(map(_cell, value))
    return msgspec.json.encode(value).decode()


def _first(data: str) -> str:
    return data.split("\n", 1)[0].rstrip("\r")[:60]


def truncation_hint(store: Observations, query: str, shown: int, *, history: bool) -> str:
    """One line for the user; '' if all results are shown. Counting reads all rows and may time out; the page
    is shown anyway. Raises StoreFailed."""
    from leftopen.store.engine.engine_errors import QueryTimeout

    try:
        total = store.count(query, history=history)
    except QueryTimeout:
        return (
            f"{shown:,} results shown; counting all takes too long (for more: --limit N or leftopen export)"
        )
    more = f"{shown:,} of {total:,} results shown (for more: --limit N or leftopen export)"
    return more if total != shown else ""


def _documents(
    query: Sequence[str], assessment: str, limit: int, facets: str, data: Path | None, out: Output
) -> None:
    """Raises BadQuery, NotFound."""
    from leftopen.service.assessments import assessments
    from leftopen.service.assessments.search import facet_names, search

    asked, wanted = join_query(query), facet_names(facets)
    with existing_workspace(data) as opened:
        folder = assessments.get(opened, assessment) if assessment else assessments.newest(opened)
        found = search(opened, folder, asked, limit, wanted)
    if out.json:
        counts = {"documents": found.total, "complete": found.complete}
        counted = {"facets": _facets.field(found.facets)} if found.facets else {}
        summary: Line = {
            "type": "summary",
            "query": asked,
            "assessment": found.assessment,
            **counts,
            **counted,
        }
        out.lines((*found.lines, summary))
    else:
        _show_documents(out, found, wanted)


def _show_documents(out: Output, found: FoundDocuments, wanted: dict[str, int]) -> None:
    if not found.lines:
        out.hint("no documents")
    else:
        out.table(HEADS, map(_document_row, found.lines), short=True)
        _facets.draw(out, found.facets, wanted, "document")
    if found.total > len(found.lines):
        out.hint(f"{len(found.lines):,} of {found.total:,} documents shown")
    if not found.complete:
        out.hint(f"assessment {found.assessment} is not complete: there may be more")


def _document_row(line: dict[str, Json]) -> tuple[object, ...]:
    holds = cast("dict[str, int]", line["holds"])
    units, examples = cast("list[str]", line["units"]), cast("list[str]", line["examples"])
    labels = ", ".join(label if count == 1 else f"{label} ({count:,})" for label, count in holds.items())
    year = line["year"] or ""
    shown = "  ".join(examples[:EXAMPLES])
    return line["place"], line["kind"], year, " ".join(units[:2]), line["severity"], labels, shown
