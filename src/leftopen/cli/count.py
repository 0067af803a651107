"""Count the services that match a query."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output
from leftopen.cli._query import CONTEXT as CONTEXT
from leftopen.cli._query import Query, hint, joined

PANEL = "Search"
EXAMPLE = "Example: `leftopen count 'port:6379 -product:Redis'`"


def command(
    query: Query,
    history: Annotated[bool, typer.Option("--history", help="Include past observations.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Count the services that match a query."""
    out, search = Output(json=json, quiet=quiet), joined(query)
    with filled(data, reading=True) as opened:
        number = opened.store.observations.count(search, history=history)
    if json:
        out.line({"type": "summary", "query": search, "count": number})
    else:
        out.text(str(number))
        hint(out, search, number)
