"""The query argument of commands, and hints about queries."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.query.hints import hints

# Otherwise a query that starts with a minus sign would be parsed as an option.
CONTEXT = {"ignore_unknown_options": True}
_HELP = "Search query (same syntax as `leftopen search`)."
Query = Annotated[list[str], typer.Argument(help=_HELP)]
AnyQuery = Annotated[list[str] | None, typer.Argument(help=_HELP, show_default=False)]


def join_query(given: Sequence[str] | None) -> str:
    """Joins the words that the shell split, as Shodan's own client does."""
    words = given or ()
    option = next((word for word in words if word.startswith("--")), None)
    if option is not None:
        raise typer.BadParameter(f"no such option: {option}", param_hint="QUERY")
    return " ".join(words)


def hint(out: Output, query: str, number: int) -> None:
    """Prints hints about a valid query on stderr; `number` is its number of results."""
    from leftopen.service.reference.vocabulary import values

    if out.json:
        return

    for message in hints(query, found=number > 0, known=values):
        out.hint(message)
    if (address := _address(query)) is not None:
        out.hint(f"to show everything known about this address: leftopen host {address}")


def _address(query: str) -> str | None:
    try:
        return str(ipaddress.ip_address(query.strip()))
    except ValueError:
        return None
