"""The incident, staged on this machine and gone through to the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Quiet
from leftopen.cli._output import Output

EXAMPLE = "Example: `leftopen demo --report story.html`"


def command(
    keep: Annotated[bool, typer.Option("--keep", help="Keep the demonstration's data folder.")] = False,
    report: Annotated[Path, typer.Option(help="Where the report goes.")] = Path("leftopen-demo.html"),
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Open real servers on this machine without a password, find them, prove it, tell the owner, secure them,
    prove that they are closed.

    Touches only servers that it starts itself on 127.0.0.1. Exit code 0 only if every step truly happened.
    """
    from leftopen.demo.sink import Sink
    from leftopen.demo.stage import Stage
    from leftopen.demo.story import flags, tell
    from leftopen.service.desk import opened

    out = Output(json=json, quiet=quiet)
    folder = Path(tempfile.mkdtemp(prefix="leftopen-demo-"))
    servers = folder / "servers"
    servers.mkdir()
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    try:
        with (
            Stage(servers) as stage,
            Sink() as sink,
            opened(folder / "data", flags(sink), environ=environ) as desk,
        ):
            tell(desk, stage, sink, report, _teller(out))
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    if keep:
        out.say(f"kept: {folder}; look at it with: leftopen cases list --all --data {folder / 'data'}")


def _teller(out: Output) -> Callable[[str], None]:
    """Each sentence of the story: a line for a person, a `step` for a program, nothing for --quiet."""

    def tell(text: str) -> None:
        if out.json:
            out.line({"type": "step", "says": text})
        elif not out.quiet:
            out.text(text)

    return tell
