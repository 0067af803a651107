"""Replace the keys of this installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import existing_workspace, verb

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
@verb()
def rotate(
    out: Output,
    data: Path | None,
    by: str,
    kind: Annotated[str, typer.Argument(help="proof (signs proofs and the event chain) or digest.")],
) -> None:
    """Replace a key by a new one. What the old one signed or made stays good.

    proof: the event chain is signed anew; the old public key stays beside the new one, for whoever has older
    proofs. The old private key is deleted. digest: the old key is kept to open what was sealed with it, and
    digests of the same value differ before and after.
    """
    from leftopen.service.workspace import audit_log, chain_seal
    from leftopen.service.workspace import keys as installed

    if kind not in KINDS:
        raise typer.BadParameter(f"{kind[:64]!r} is not a key; use {' or '.join(KINDS)}")
    with existing_workspace(data) as opened:
        if kind == "proof":
            old = chain_seal.rotate(opened.store.records, opened.seal, by)
        else:
            old = installed.replace_digest_key(opened.config, opened.data)
            audit_log.record(opened, by, "digest key replaced", str(old))
        new = installed.public_file(opened.config) if kind == "proof" else None
    text = f"the {'signing' if new else 'digest'} key was replaced; kept: {old}"
    out.show({"type": "key_rotation", "key": kind, "old": str(old)}, text)
    if new:
        out.hint(f"give the new public key to the people who verify your proofs: {new}")
    else:
        out.hint("restart leftopen serve, leftopen worker and leftopen watch, which still use the old key")
