"""Search observations with Shodan's query language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output
from leftopen.cli._query import CONTEXT as CONTEXT
from leftopen.cli._query import hint, joined
from leftopen.cli._truncation import left_out

if TYPE_CHECKING:
    from leftopen.model.facts import Json
    from leftopen.model.observation import Observation
    from leftopen.store.observations.observations import Observations

    Row = tuple[Observation, Mapping[str, Json]]

PANEL = "Search"
EXAMPLE = "Example: `leftopen search 'product:Sendria exposure:mailbox_web_open' --facets port:5`"


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


def command(
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
    history: Annotated[bool, typer.Option("--history", help="Include past observations.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Search services: words, `filter:value`, quotes, commas for OR, a minus sign to exclude."""
    out = Output(json=json, quiet=quiet)
    if within is Place.DOCUMENTS:
        from leftopen.cli._documents import search_documents

        search_documents(query, assessment, limit, facets, data, out)
        return
    names = [name for word in fields.split(",") if (name := word.strip())]
    with filled(data, reading=True) as opened:
        found = _services(opened.store.observations, out, joined(query), limit, facets, names, history)
    if not json:
        hint(out, joined(query), found)


def _services(
    store: Observations, out: Output, asked: str, limit: int, facets: str, names: list[str], history: bool
) -> int:
    """Shows the results and their facets. How many there were."""
    from leftopen.cli import _facets
    from leftopen.present.observation_json import observation_line
    from leftopen.query import field_selection
    from leftopen.query.facet_words import facet_words

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
    if len(found) == limit and not out.quiet and (beyond := left_out(store, asked, limit, history=history)):
        out.hint(beyond)
    return len(found)


def _show(out: Output, found: list[Observation], rows: Sequence[Row], names: list[str]) -> None:
    from leftopen.query import field_selection

    if out.json:
        for observation, line in rows:
            out.line(
                {"type": line["type"]} | field_selection.only(observation, line, names) if names else line
            )
    elif not found:
        out.hint("no results")
    elif names:
        out.table(names, [_chosen(*row, names) for row in rows], short=True)
    else:
        _table(out, found)


def _absent(out: Output, names: Iterable[str]) -> None:
    from leftopen.query import field_selection

    for name in names:
        near = field_selection.suggest(name)
        out.hint(f"no result has the field {name}" + (f"; did you mean {near}?" if near else ""))


def _table(out: Output, found: list[Observation]) -> None:
    from leftopen.present.absence import absence_words

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
    from leftopen.query import field_selection

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
