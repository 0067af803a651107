"""Create or check a signed proof of closure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import SignerKey
from leftopen.cli._output import Output
from leftopen.cli._proof_answer import show_answer
from leftopen.cli._verb import record_act, verb, workspace

PANEL = "Tell and prove"
EXAMPLE = "Example: `leftopen proof 3fa9`, then anywhere `leftopen proof --check FILE --key proof.pub`"


@verb()
def command(
    out: Output,
    data: Path | None,
    id: Annotated[
        str | None, typer.Argument(help="ID of a closed case, or a unique prefix of it.", show_default=False)
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="Proof file to check (offline).", show_default=False)
    ] = None,
    key: SignerKey = None,
    tsa: Annotated[
        Path | None,
        typer.Option(
            help="Root certificate of the time-stamp authority (PEM), to check a timestamp with --check.",
            show_default=False,
        ),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--out", help="Output file for the proof.", show_default=False)
    ] = None,
) -> None:
    """Create a signed proof that a case is closed, or check a proof.

    Checking needs only the proof and the key: no data folder, no network. Exit codes: 0 valid; 4 intact, but
    signer not verified (no --key); 1 broken.
    """
    from leftopen.service.cases.signing import proofs
    from leftopen.service.workspace.keys import public_file
    from leftopen.store.records.entities.cases.cases import Cases

    if (id is None) == (check is None):
        raise typer.BadParameter("name a case, or use --check FILE", param_hint="ID")
    if check is not None:
        show_answer(proofs.check(check, key, tsa), out)
        return
    with workspace(data) as opened:
        record_act(opened, "proof", Cases(opened.store.records).get(str(id)).id)
        made = proofs.make(opened, str(id), file)
        public = public_file(opened.config)
    out.show({"type": "proof", "file": str(made), "key": str(public)}, str(made))
    out.hint(f"to check it: leftopen proof --check {made} --key {public}")
    out.hint("to let others check it: send them both files, and send the key by a separate channel")
