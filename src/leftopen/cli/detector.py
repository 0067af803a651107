"""List and show detectors."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli import _reference
from leftopen.cli._options import AsJson, Quiet
from leftopen.cli._output import Output

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="List and show detectors. A detector recognises one kind of data in a sample.",
    epilog="Example: `leftopen detector list`",
)


@app.command("list", epilog="Example: `leftopen detector list --json`")
def list_(json: AsJson = False, quiet: Quiet = False) -> None:
    """List all detectors with the severity of one occurrence."""
    _reference.list_(
        "detector", ("label", "category", "severity", "personal"), Output(json=json, quiet=quiet)
    )


@app.command(epilog="Example: `leftopen detector show us_ssn`")
def show(
    name: Annotated[str, typer.Argument(help="Name of the detector (see `leftopen detector list`).")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show a detector: what it matches and what it ignores."""
    _reference.show("detector", name, Output(json=json, quiet=quiet))
