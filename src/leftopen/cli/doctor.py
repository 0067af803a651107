"""What is installed, what may be done, what is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

EXAMPLE = "Example: `leftopen doctor --json`"


def command(
    sign_chain: Annotated[
        bool,
        typer.Option(
            "--sign-chain",
            help="Sign the event chain as it stands, although it does not fit what was signed.",
        ),
    ] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Look over the installation: store, event chain, keys, scope, mail, and what is missing.

    An event chain that does not fit its signatures was changed by something else than leftopen, or is an
    older copy. No proof is signed over it until --sign-chain takes it as it is, which the audit says.
    """
    from leftopen.service.cases.chain_seal import accept
    from leftopen.service.doctor import examine
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        if sign_chain:
            wrong = accept(opened.store.records, opened.seal, os_user())
            out.say(f"signed, although {wrong}" if wrong else "it fits what was signed: nothing to do")
        findings = examine(opened)
    for one in findings:
        if json:
            out.line({"type": "doctor", "what": one.what, "ok": one.ok, "old": one.old, "says": one.says})
        else:
            word = "OLD" if one.old else {True: "ok", None: "NOT SET", False: "BROKEN"}[one.ok]
            out.text(f"{word:7}  {one.what}: {one.says}")
    if any(one.ok is False for one in findings):
        raise typer.Exit(1)
