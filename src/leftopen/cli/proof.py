"""The signed proof of closure: make one, or check one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

NOT_VERIFIED = 4
INTACT = "intact; signer not verified"
EXAMPLE = "Example: `leftopen proof 3fa9`, then anywhere `leftopen proof --check FILE --key proof.pub`"


def command(
    id: Annotated[
        str | None, typer.Argument(help="A closed case, by id or enough of it.", show_default=False)
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="A proof file to check, offline.", show_default=False)
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="The signer's public key, had from elsewhere.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the proof.", show_default=False)] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Prove that a case is closed, or check such a proof.

    A check needs only the file and the key, no data folder and no network. Exit code 0: valid; 4: intact, but
    without --key the signer is not verified; 1: broken.
    """
    if (id is None) == (check is None):
        raise typer.BadParameter("name a case to prove, or --check a file", param_hint="ID")
    output = Output(json=json, quiet=quiet)
    if check is not None:
        _check(check, key, output)
        return
    from leftopen.service.cases.proofs import make
    from leftopen.service.keys import public_file

    with workspace(data) as opened:
        file = make(opened, str(id), out)
        public = public_file(opened.config)
    if json:
        output.line({"type": "proof", "file": str(file), "key": str(public)})
        return
    output.text(str(file))
    output.say(f"check it with: leftopen proof --check {file} --key {public}")
    output.say("anywhere else: give the reader both files, the key by another way than the proof")


def _check(file: Path, key: Path | None, out: Output) -> None:
    from leftopen.service.cases.proofs import check

    answer = check(file, key)
    if out.json:
        out.line({"type": "proof_check", "standing": answer.standing.value, "because": answer.because})
    else:
        out.text(INTACT if answer.standing == "intact" else f"{answer.standing}: {answer.because}")
    if answer.standing == "broken":
        raise typer.Exit(1)
    if answer.standing == "intact":
        out.say("give the signer's public key to verify who signed it: --key FILE")
        raise typer.Exit(NOT_VERIFIED)
