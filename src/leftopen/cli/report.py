"""Write a case as a report, or check a signed report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import SignerKey
from leftopen.cli._output import Output
from leftopen.cli._proof_answer import show_answer
from leftopen.cli._verb import record_act, verb, workspace

PANEL = "Tell and prove"
EXAMPLE = "Example: `leftopen report 3fa9 --out case.html`"


@verb()
def command(
    out: Output,
    data: Path | None,
    id: Annotated[
        str | None, typer.Argument(help="Case ID, or a unique prefix of it.", show_default=False)
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Output file: NAME.html (self-contained), NAME.json or NAME.csv.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(help="Signed report or custody log to check (offline).", show_default=False),
    ] = None,
    key: SignerKey = None,
) -> None:
    """Write a report of a case as HTML, JSON or CSV. Personal data and secrets in it are masked.

    With --check FILE: check a signed impact report or custody log of `leftopen respond`, offline.
    Exit codes: 0 valid; 4 intact, but signer not verified (no --key); 1 broken.
    """
    from leftopen.service.notices.case_report import write
    from leftopen.service.respond import signed
    from leftopen.store.records.entities.cases.cases import Cases

    if (id is None) == (check is None):
        raise typer.BadParameter("name a case, or use --check FILE", param_hint="ID")
    if check is not None:
        show_answer(signed.check(check, key), out)
        return
    with workspace(data) as opened:
        record_act(opened, "report", Cases(opened.store.records).get(str(id)).id, str(file or ""))
        written = str(write(opened, str(id), file))
    out.show({"type": "report", "file": written}, written)
