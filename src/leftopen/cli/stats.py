"""Count the most frequent values of fields in the results."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli import _facets
from leftopen.cli._options import History
from leftopen.cli._output import Output
from leftopen.cli._query import CONTEXT as CONTEXT
from leftopen.cli._query import AnyQuery, hint, join_query
from leftopen.cli._verb import Workspace, verb
from leftopen.present.humanize import format_count
from leftopen.query.facet_words import facet_words

PANEL = "Search"
EXAMPLE = "Example: `leftopen stats port:443 --facets product,ssl.version:5`"


@verb(existing=True, reading=True)
def command(
    out: Output,
    opened: Workspace,
    query: AnyQuery = None,
    facets: Annotated[
        str,
        typer.Option(help="Fields to count, each with an optional number of values (example: country:5)."),
    ] = "port,product",
    history: History = False,
) -> None:
    """Count the most frequent values of fields in the results, shown as bars."""
    search, wanted = join_query(query), facet_words(facets)
    store = opened.store.observations
    total, found = _facets.fetch(store, search, wanted, history=history, whole=not out.json)
    if out.json:
        out.line({"type": "summary", "query": search, "count": total, "facets": _facets.field(found)})
        return
    unit = _facets.counted_unit(history)
    out.text(format_count(total, unit))
    _facets.draw(out, found, dict(wanted), unit)
    hint(out, search, total)
