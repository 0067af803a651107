"""What is installed, what may be done, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import verb, workspace

PANEL = "Administer"
EXAMPLE = "Example: `leftopen doctor --json`"


@verb()
def command(
    out: Output,
    data: Path | None,
    by: str,
    sign_chain: Annotated[
        bool,
        typer.Option(
            "--sign-chain", help="Sign the current event chain even if it does not match its signatures."
        ),
    ] = False,
) -> None:
    """Check the installation: store, event chain, keys, scope, mail, missing settings, and whether all that
    should run does. Exit code 1 when something is broken.

    If the event chain does not match its signatures, another program changed it, or it is an older copy.
    leftopen then signs no proofs until you accept the chain with --sign-chain. The audit log records this.
    """
    from leftopen.service.operations.chain_warning import accept
    from leftopen.service.operations.doctor import examine

    with workspace(data, reading=not sign_chain) as opened:
        if sign_chain:
            wrong = accept(opened, by)
            matches = "the event chain matches its signatures; nothing to do"
            out.say(f"signed despite this mismatch: {wrong}" if wrong else matches)
        findings = examine(opened)
    for one in findings:
        missing = "OLD" if one.old else "WAITS" if one.waits else "NOT SET"
        word = {True: "ok", None: missing, False: "BROKEN"}[one.ok]
        flags = {"ok": one.ok, "old": one.old, "waits": one.waits}
        line = {"type": "doctor", "what": one.what, **flags, "says": one.says}
        out.show(line, f"{word:7}  {one.what}: {one.says}")
    if any(one.ok is False for one in findings):
        raise typer.Exit(1)
