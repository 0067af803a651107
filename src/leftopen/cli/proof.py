"""Create or check a signed proof of closure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

PANEL = "Tell and prove"
EXAMPLE = "Example: `leftopen proof 3fa9`, then anywhere `leftopen proof --check FILE --key proof.pub`"


def command(
    id: Annotated[
        str | None, typer.Argument(help="ID of a closed case, or a unique prefix of it.", show_default=False)
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="Proof file to check (offline).", show_default=False)
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(help="The signer's public key, obtained separately from the proof.", show_default=False),
    ] = None,
    tsa: Annotated[
        Path | None,
        typer.Option(
            help="Root certificate of the time-stamp authority (PEM), to check a timestamp with --check.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Output file for the proof.", show_default=False)] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Create a signed proof that a case is closed, or check a proof.

    Checking needs only the proof and the key: no data folder, no network. Exit codes: 0 valid; 4 intact, but
    signer not verified (no --key); 1 broken.
    """
    if (id is None) == (check is None):
        raise typer.BadParameter("name a case, or use --check FILE", param_hint="ID")
    output = Output(json=json, quiet=quiet)
    if check is not None:
        _check(check, key, tsa, output)
        return
    from leftopen.service.cases.signing.proofs import make
    from leftopen.service.keys import public_file
    from leftopen.store.records.entities.cases.cases import Cases

    with workspace(data) as opened:
        record_act(opened, "proof", Cases(opened.store.records).get(str(id)).id)
        file = make(opened, str(id), out)
        public = public_file(opened.config)
    if json:
        output.line({"type": "proof", "file": str(file), "key": str(public)})
        return
    output.text(str(file))
    output.say(f"to check it: leftopen proof --check {file} --key {public}")
    output.say("to let others check it: send them both files, and send the key by a separate channel")


def _check(file: Path, key: Path | None, tsa: Path | None, out: Output) -> None:
    from leftopen.cli._proof_answer import tell
    from leftopen.service.cases.signing.proofs import check

    tell(check(file, key, tsa), out)
