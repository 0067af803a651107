"""What is installed, what may be done, what is missing."""

from __future__ import annotations

import typer

from leftopen.cli._options import AsJson, Data, Quiet, desk
from leftopen.cli._output import Output

EXAMPLE = "Example: `leftopen doctor --json`"


def command(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Look over the installation: store, event chain, keys, scope, mail, and what is missing."""
    from leftopen.service.doctor import examine

    out = Output(json=json, quiet=quiet)
    with desk(data) as opened:
        findings = examine(opened)
    for one in findings:
        if json:
            out.line({"type": "doctor", "what": one.what, "ok": one.ok, "old": one.old, "says": one.says})
        else:
            word = "OLD" if one.old else {True: "ok", None: "NOT SET", False: "BROKEN"}[one.ok]
            out.text(f"{word:7}  {one.what}: {one.says}")
    if any(one.ok is False for one in findings):
        raise typer.Exit(1)
