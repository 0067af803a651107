"""`leftopen` without a command: its version and its help."""

from __future__ import annotations

import typer

from leftopen import __version__


def app() -> typer.Typer:
    """The command, still without commands."""
    made = typer.Typer(
        name="leftopen",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        help="Find exposed services, prove the exposure, notify the owner, and prove the closure.\n\n"
        "Start with `leftopen demo`, then `leftopen scan 127.0.0.1`.",
    )
    made.callback(invoke_without_command=True)(_root)
    return made


def _root(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    if version:
        typer.echo(f"leftopen {__version__}")
        raise typer.Exit
