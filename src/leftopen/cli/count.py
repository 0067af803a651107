"""Count the results of a query."""

from __future__ import annotations

from leftopen.cli._options import History
from leftopen.cli._output import Output
from leftopen.cli._query import CONTEXT as CONTEXT
from leftopen.cli._query import Query, hint, join_query
from leftopen.cli._verb import Workspace, verb

PANEL = "Search"
EXAMPLE = "Example: `leftopen count 'port:6379 -product:Redis'`"


@verb(existing=True, reading=True)
def command(out: Output, opened: Workspace, query: Query, history: History = False) -> None:
    """Count the results of a query."""
    search = join_query(query)
    number = opened.store.observations.count(search, history=history)
    out.show({"type": "summary", "query": search, "count": number}, str(number))
    hint(out, search, number)
