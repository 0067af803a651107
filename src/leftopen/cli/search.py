"""Search what was seen, in Shodan's language."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, desk
from leftopen.cli._output import Output

# Or a query that begins with a minus would be taken for an option.
CONTEXT = {"ignore_unknown_options": True}
EXAMPLE = "Example: `leftopen search 'product:Sendria exposure:mailbox_web_open'`"


def command(
    query: Annotated[
        str, typer.Argument(help="Words and filters, such as `nginx port:8080 -http.status:404`.")
    ],
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 20,
    history: Annotated[bool, typer.Option("--history", help="Every look, not only the latest.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Search the banners: free words, `filter:value`, quotes, commas for OR, a minus to negate."""
    if query.startswith("--"):
        raise typer.BadParameter(f"no such option: {query}", param_hint="QUERY")
    from leftopen.model.observation_line import observation_line

    out = Output(json=json, quiet=quiet)
    with desk(data) as opened:
        found = opened.store.observations.search(query, limit=limit, history=history)
    if json:
        for observation in found:
            out.line(observation_line(observation))
        return
    if not found:
        out.say(
            "nothing found (free words look in banners only; product:redis, port:>1024 and more are filters)"
        )
        return
    rows = [
        (
            str(o.endpoint),
            o.module,
            f"{o.product} {o.version}".strip(),
            f"{o.timestamp:%Y-%m-%d %H:%M}",
            _first(o.data),
        )
        for o in found
    ]
    out.table(("where", "speaks", "product", "seen (UTC)", "banner"), rows)


def _first(data: str) -> str:
    return data.split("\n", 1)[0].rstrip("\r")[:60]
