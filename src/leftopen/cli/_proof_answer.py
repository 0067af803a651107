"""The result of a check of a signed file, and its exit code: 0 valid, 4 intact but the signer is not
verified, 1 broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.cases.proof import ProofAnswer

NOT_VERIFIED = 4
INTACT = "intact; signer not verified"


def show_answer(answer: ProofAnswer, out: Output) -> None:
    """Raises Exit unless it is valid."""
    line = {"type": "proof_check", "standing": answer.standing.value, "because": answer.because}
    out.show(line, INTACT if answer.standing == "intact" else f"{answer.standing}: {answer.because}")
    if answer.standing == "broken":
        raise typer.Exit(1)
    if answer.standing == "intact":
        out.say("to verify the signer, add the signer's public key: --key FILE")
        raise typer.Exit(NOT_VERIFIED)
