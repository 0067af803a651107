"""Print the script that completes commands and options in a shell."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli import COMPLETES
from leftopen.cli._output import Output
from leftopen.cli._verb import verb

PANEL = "Administer"
EXAMPLE = "Example: `leftopen completion bash > ~/.local/share/bash-completion/completions/leftopen`"
SHELLS = ("bash", "zsh", "fish")


@verb()
def command(out: Output, shell: Annotated[str, typer.Argument(help=f"One of {', '.join(SHELLS)}.")]) -> None:
    """Print the script with which a shell completes commands and options. Nothing is installed."""
    from typer._completion_shared import get_completion_script

    if shell not in SHELLS:
        raise typer.BadParameter(f"{shell[:64]!r} is not valid; use {', '.join(SHELLS)}", param_hint="shell")
    script = get_completion_script(prog_name="leftopen", complete_var=COMPLETES, shell=shell)
    if out.json:
        out.line({"type": "completion", "shell": shell, "script": script})
    else:
        out.raw(script.encode() + b"\n")
