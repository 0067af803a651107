"""One case as a document to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

EXAMPLE = "Example: `leftopen report 3fa9 --out case.html`"


def command(
    id: Annotated[str, typer.Argument(help="The case's id, or enough of it.")],
    out: Annotated[
        Path | None,
        typer.Option(help="FILE.html (self-contained), FILE.json or FILE.csv.", show_default=False),
    ] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write a case as a self-contained page, as JSON or as a table; everything in it is masked."""
    from leftopen.service.cases.case_report import write

    output = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        file = write(opened, id, out)
    if json:
        output.line({"type": "report", "file": str(file)})
    else:
        output.text(str(file))
