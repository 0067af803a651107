"""Count the most frequent values of fields in the results."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output
from leftopen.cli._query import CONTEXT as CONTEXT
from leftopen.cli._query import AnyQuery, hint, joined
from leftopen.present.humanize import format_count

PANEL = "Search"
EXAMPLE = "Example: `leftopen stats port:443 --facets product,ssl.version:5`"


def command(
    query: AnyQuery = None,
    facets: Annotated[
        str,
        typer.Option(help="Fields to count, each with an optional number of values (example: country:5)."),
    ] = "port,product",
    history: Annotated[bool, typer.Option("--history", help="Include past observations.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Count the most frequent values of fields in the results, shown as bars."""
    from leftopen.cli import _facets
    from leftopen.query.facet_words import facet_words

    out, search = Output(json=json, quiet=quiet), joined(query)
    wanted = facet_words(facets)
    with filled(data, reading=True) as opened:
        store = opened.store.observations
        total, found = _facets.fetch(store, search, wanted, history=history, whole=not json)
    if json:
        out.line(
            {
                "type": "summary",
                "query": search,
                "count": total,
                "facets": _facets.field(found),
            }
        )
    else:
        unit = _facets.counted_unit(history)
        out.text(format_count(total, unit))
        _facets.draw(out, found, dict(wanted), unit)
        hint(out, search, total)
