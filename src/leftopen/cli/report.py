"""Write a case as a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

PANEL = "Tell and prove"
EXAMPLE = "Example: `leftopen report 3fa9 --out case.html`"


def command(
    id: Annotated[str, typer.Argument(help="Case ID, or a unique prefix of it.")],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Output file: NAME.html (self-contained), NAME.json or NAME.csv.", show_default=False
        ),
    ] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write a report of a case as HTML, JSON or CSV. Personal data and secrets in it are masked."""
    from leftopen.service.cases.case_report import write

    output = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        record_act(opened, "report", opened.store.records.cases.get(id).id, str(out or ""))
        file = write(opened, id, out)
    if json:
        output.line({"type": "report", "file": str(file)})
    else:
        output.text(str(file))
