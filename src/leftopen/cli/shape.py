"""List and show shapes."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli import _reference
from leftopen.cli._options import AsJson, Quiet
from leftopen.cli._output import Output

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="List and show shapes. A shape recognises what a web server shows, whatever the product is.",
    epilog="Example: `leftopen shape list`",
)


@app.command("list", epilog="Example: `leftopen shape list --json`")
def list_(json: AsJson = False, quiet: Quiet = False) -> None:
    """List all shapes with their minimum severity."""
    _reference.list_("shape", ("title", "severity"), Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen shape show mailbox`")
def show(
    name: Annotated[str, typer.Argument(help="Name of the shape (see `leftopen shape list`).")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show a shape: its signs, how it tells left open from published, and the remedy."""
    _reference.show("shape", name, Output(json=json, quiet=quiet))
