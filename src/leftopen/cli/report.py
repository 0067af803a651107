"""Write a case as a report, or check a signed report."""

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
    id: Annotated[
        str | None, typer.Argument(help="Case ID, or a unique prefix of it.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Output file: NAME.html (self-contained), NAME.json or NAME.csv.", show_default=False
        ),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(help="Signed report or custody log to check (offline).", show_default=False),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(help="The signer's public key, obtained separately from the file.", show_default=False),
    ] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write a report of a case as HTML, JSON or CSV. Personal data and secrets in it are masked.

    With --check FILE: check a signed impact report or custody log of `leftopen respond`, offline.
    Exit codes: 0 valid; 4 intact, but signer not verified (no --key); 1 broken.
    """
    if (id is None) == (check is None):
        raise typer.BadParameter("name a case, or use --check FILE", param_hint="ID")
    output = Output(json=json, quiet=quiet)
    if check is not None:
        from leftopen.cli._proof_answer import tell
        from leftopen.service.respond.signed import check as check_file

        tell(check_file(check, key), output)
        return
    _write(str(id), out, data, output)


def _write(id: str, out: Path | None, data: Data, output: Output) -> None:
    from leftopen.service.cases.case_report import write
    from leftopen.store.records.entities.cases.cases import Cases

    with workspace(data) as opened:
        record_act(opened, "report", Cases(opened.store.records).get(id).id, str(out or ""))
        file = write(opened, id, out)
    if output.json:
        output.line({"type": "report", "file": str(file)})
    else:
        output.text(str(file))
