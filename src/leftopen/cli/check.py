"""List, show and create checks."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._reference import reference_app, scaffold
from leftopen.cli._verb import verb

PANEL = "Administer"
app = reference_app(
    "check",
    "List, show and create checks. A check tests a service for one exposure.",
    "List all checks with their minimum severity and number of requests.",
    ("title", "severity", "requests", "level", "anonymous"),
    "Show a check: its requests, its verdicts, how it measures size, and the remedy.\nredis_open",
)


@app.command(epilog="Example: `leftopen check new made_up_open`")
@verb()
def new(
    out: Output,
    name: Annotated[
        str, typer.Argument(help="Name of the check; it must end with _open, _anonymous or _trust.")
    ],
) -> None:
    """Create a working check and its test in the current checkout.

    See docs/project/writing-a-check.md for a complete example.
    """
    scaffold("check", name, out)
