"""List, show and create checks."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli import _reference
from leftopen.cli._options import AsJson, Quiet
from leftopen.cli._output import Output

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="List, show and create checks. A check tests a service for one exposure.",
    epilog="Example: `leftopen check list`",
)


@app.command("list", epilog="Example: `leftopen check list --json`")
def list_(json: AsJson = False, quiet: Quiet = False) -> None:
    """List all checks with their minimum severity and number of requests."""
    columns = ("title", "severity", "requests", "level", "anonymous")
    _reference.list_("check", columns, Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen check show redis_open`")
def show(
    name: Annotated[str, typer.Argument(help="Name of the check (see `leftopen check list`).")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show a check: its requests, its verdicts, how it measures size, and the remedy."""
    _reference.show("check", name, Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen check new made_up_open`")
def new(
    name: Annotated[
        str, typer.Argument(help="Name of the check; it must end with _open, _anonymous or _trust.")
    ],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Create a working check and its test in the current checkout.

    See docs/writing-a-check.md for a complete example.
    """
    _reference.scaffold("check", name, Output(json=json, quiet=quiet))
