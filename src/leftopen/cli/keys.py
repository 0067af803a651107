"""Replace the keys of this installation."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

PANEL = "Administer"
KINDS = ("proof", "digest")
app = typer.Typer(
    no_args_is_help=True,
    help="Replace the signing key or the digest key (API keys: leftopen key).",
    epilog="Example: `leftopen keys rotate proof`",
)


@app.callback()
def _group() -> None:
    pass


@app.command(epilog="Example: `leftopen keys rotate proof`")
def rotate(
    kind: Annotated[str, typer.Argument(help="proof (signs proofs and the event chain) or digest.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Replace a key by a new one. What the old one signed or made stays good.

    proof: the event chain is signed anew; the old public key stays beside the new one, for whoever has older
    proofs. The old private key is deleted. digest: the old key is kept to open what was sealed with it, and
    digests of the same value differ before and after.
    """
    from leftopen.service import audit_log
    from leftopen.service import keys as keeping
    from leftopen.service.cases.signing import chain_seal
    from leftopen.service.os_user import os_user

    if kind not in KINDS:
        raise typer.BadParameter(f"{kind[:64]!r} is not a key; use {' or '.join(KINDS)}")
    out, by = Output(json=json, quiet=quiet), os_user()
    with filled(data) as opened:
        if kind == "proof":
            old = chain_seal.rotate(opened.store.records, opened.seal, by)
        else:
            old = keeping.replace_digest_key(opened.config, opened.data)
            audit_log.record(opened, by, "digest key replaced", str(old))
        new = keeping.public_file(opened.config) if kind == "proof" else None
    if json:
        out.line({"type": "key_rotation", "key": kind, "old": str(old)})
        return
    out.text(f"the {'signing' if new else 'digest'} key was replaced; kept: {old}")
    if new:
        out.say(f"give the new public key to whoever verifies your proofs: {new}")
    else:
        out.say("restart leftopen serve, leftopen worker and leftopen watch, which still use the old key")
