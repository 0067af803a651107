"""The detectors: what is recognised in a sample."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli import _reference
from leftopen.cli._options import AsJson, Quiet
from leftopen.cli._output import Output

app = typer.Typer(
    no_args_is_help=True,
    help="What is recognised in what is open: the detectors, each with what it takes and leaves.",
    epilog="Example: `leftopen detector list`",
)


@app.command("list", epilog="Example: `leftopen detector list --json`")
def list_(json: AsJson = False, quiet: Quiet = False) -> None:
    """Show all detectors, and what one occurrence makes of an exposure."""
    _reference.list_("detector", ("label", "severity", "personal"), Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen detector show us_ssn`")
def show(
    name: Annotated[str, typer.Argument(help="The detector's name, as `list` shows it.")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show a detector's page: what it takes, and what it leaves alone."""
    _reference.show("detector", name, Output(json=json, quiet=quiet))
