"""How many services a search finds."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

CONTEXT = {"ignore_unknown_options": True}
EXAMPLE = "Example: `leftopen count 'port:6379 -product:Redis'`"


def command(
    query: Annotated[str, typer.Argument(help="Words and filters, as `leftopen search` takes them.")],
    history: Annotated[bool, typer.Option("--history", help="Every look, not only the latest.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Count what a search finds."""
    out = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        number = opened.store.observations.count(query, history=history)
    if json:
        out.line({"type": "summary", "query": query, "count": number})
    else:
        from leftopen.query.hints import hints

        out.text(str(number))
        for hint in hints(query) if not number else ():
            out.hint(hint)
