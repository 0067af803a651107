"""The checks: which there are, what each does, and a new one."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli import _reference
from leftopen.cli._options import AsJson, Quiet
from leftopen.cli._output import Output

app = typer.Typer(
    no_args_is_help=True,
    help="What can be found open: the checks, each with what it asks and how it judges.",
    epilog="Example: `leftopen check list`",
)


@app.command("list", epilog="Example: `leftopen check list --json`")
def list_(json: AsJson = False, quiet: Quiet = False) -> None:
    """Show all checks, with the least that each means and costs."""
    columns = ("title", "severity", "requests", "level", "anonymous")
    _reference.list_("check", columns, Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen check show redis_open`")
def show(
    name: Annotated[str, typer.Argument(help="The check's name, as `list` shows it.")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show a check's page: what it asks, what is open and what closed, the size, the remedy."""
    _reference.show("check", name, Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen check new made_up_open`")
def new(
    name: Annotated[str, typer.Argument(help="Its name; it ends with _open, _anonymous or _trust.")],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make a check that works, and its test, in the checkout that you are in.

    docs/writing-a-check.md goes through one, from here to a real server.
    """
    _reference.scaffold("check", name, Output(json=json, quiet=quiet))
