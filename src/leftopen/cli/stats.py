"""The most frequent values of what a search finds."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

CONTEXT = {"ignore_unknown_options": True}
EXAMPLE = "Example: `leftopen stats port:443 --facets product,ssl.version:5`"


def command(
    query: Annotated[str, typer.Argument(help="Words and filters, as `leftopen search` takes them.")] = "",
    facets: Annotated[
        str, typer.Option(help="Names of fields, each with how many values, such as country:5.")
    ] = "port,product",
    history: Annotated[bool, typer.Option("--history", help="Every look, not only the latest.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Count the values of fields over what a search finds, drawn as bars."""
    from leftopen.cli import _facets
    from leftopen.query.facet_words import facet_words
    from leftopen.query.hints import hints

    out = Output(json=json, quiet=quiet)
    wanted = facet_words(facets)
    with filled(data) as opened:
        store = opened.store.observations
        total, found = _facets.asked(store, query, wanted, history=history, whole=not json)
    if json:
        out.line(
            {
                "type": "summary",
                "query": query,
                "count": total,
                "facets": _facets.field(found),
            }
        )
    else:
        out.text(f"{total:,} {'looks' if history else 'services'}")
        _facets.draw(out, found, dict(wanted))
        for hint in hints(query) if not total else ():
            out.hint(hint)
