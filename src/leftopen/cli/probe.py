"""The probes: which protocols are recognised, how, and a new one."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli import _reference
from leftopen.cli._options import AsJson, Quiet
from leftopen.cli._output import Output

app = typer.Typer(
    no_args_is_help=True,
    help="What is recognised, on any port: the probes, each with what it sends.",
    epilog="Example: `leftopen probe list`",
)


@app.command("list", epilog="Example: `leftopen probe list --json`")
def list_(json: AsJson = False, quiet: Quiet = False) -> None:
    """Show all probes, and the ports where their protocols live by habit."""
    _reference.list_("probe", ("speaks_first", "over_tls", "ports"), Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen probe show redis`")
def show(
    name: Annotated[str, typer.Argument(help="The probe's name, as `list` shows it.")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show a probe's page: what it sends, and what it reads out of the answer."""
    _reference.show("probe", name, Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen probe new made_up`")
def new(
    name: Annotated[str, typer.Argument(help="The protocol's name.")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make a probe that works, and its test, in the checkout that you are in."""
    _reference.scaffold("probe", name, Output(json=json, quiet=quiet))
