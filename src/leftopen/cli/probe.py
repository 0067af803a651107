"""List, show and create probes."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli import _reference
from leftopen.cli._options import AsJson, Quiet
from leftopen.cli._output import Output

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="List, show and create probes. A probe identifies one protocol on any port.",
    epilog="Example: `leftopen probe list`",
)


@app.command("list", epilog="Example: `leftopen probe list --json`")
def list_(json: AsJson = False, quiet: Quiet = False) -> None:
    """List all probes with the usual ports of their protocols."""
    _reference.list_("probe", ("speaks_first", "over_tls", "ports"), Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen probe show redis`")
def show(
    name: Annotated[str, typer.Argument(help="Name of the probe (see `leftopen probe list`).")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show a probe: what it sends and what it reads from the response."""
    _reference.show("probe", name, Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen probe new made_up`")
def new(
    name: Annotated[str, typer.Argument(help="Name of the protocol.")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Create a working probe and its test in the current checkout."""
    _reference.scaffold("probe", name, Output(json=json, quiet=quiet))
