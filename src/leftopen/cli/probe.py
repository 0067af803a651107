"""List, show and create probes."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._reference import reference_app, scaffold
from leftopen.cli._verb import verb

PANEL = "Administer"
app = reference_app(
    "probe",
    "List, show and create probes. A probe identifies one protocol on any port.",
    "List all probes with the usual ports of their protocols.",
    ("speaks_first", "over_tls", "ports"),
    "Show a probe: what it sends and what it reads from the response.\nredis",
)


@app.command(epilog="Example: `leftopen probe new made_up`")
@verb()
def new(out: Output, name: Annotated[str, typer.Argument(help="Name of the protocol.")]) -> None:
    """Create a working probe and its test in the current checkout."""
    scaffold("probe", name, out)
