"""Write a backup of the data folder to one file, and check such files."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._groups import DefaultCommandGroup
from leftopen.cli._output import Line, Output
from leftopen.cli._progress import Bar
from leftopen.cli._verb import existing_workspace, record_act, verb
from leftopen.errors import BadProof, LeftopenError
from leftopen.present.humanize import format_bytes, format_count

if TYPE_CHECKING:
    from leftopen.service.backup.archive import Checked
    from leftopen.service.backup.make import BackupSummary

PANEL = "Administer"
app = typer.Typer(
    cls=DefaultCommandGroup,
    no_args_is_help=True,
    help="Back up the data folder to one file, while scans, imports and `leftopen serve` go on.\n\n"
    "`leftopen backup FILE` makes one; `leftopen backup run --help` shows the options.",
    epilog="Example: `leftopen backup leftopen.backup`",
)
WITHOUT_KEYS = (
    "without the keys and settings of {config}: keep a copy of that folder elsewhere, or add --with-keys"
)
BROKEN = "WARNING: the backup holds an event chain that is broken: {broken}"
SAME_DISK = (
    "WARNING: {folder} is on the same disk as the data folder: if this disk fails, you lose the backups too"
)
SIGNED = "signed by {public}"
EARLIER = ", but by {file}, a key that was replaced: if nobody else had it, name it with --key"
NOT_VERIFIED = 4
Keep = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        show_default=False,
        help="FILE is a folder: name each backup by its time, and keep only the newest N.",
    ),
]


@app.command(epilog="Example: `leftopen backup run /mnt/backups --keep 14`")
@verb()
def run(
    out: Output,
    data: Path | None,
    file: Annotated[
        Path,
        typer.Argument(
            help="New file, outside the data folder; - for standard output; with --keep a folder."
        ),
    ],
    keep: Keep = None,
    with_keys: Annotated[
        bool,
        typer.Option("--with-keys", help="Include the signing key, the digest key and settings.toml."),
    ] = False,
) -> None:
    """Write a backup of the data folder to one file, while scans, imports and `leftopen serve` go on.

    The file holds the records, the observations, notices and proofs, and a manifest with the SHA-256 of each
    part. Only you can read it. To restore it: leftopen restore FILE. A data folder that cannot be written, as
    on a failing disk, is copied beside FILE first, which needs room for both.
    """
    from leftopen.service.backup.archive import STANDARD
    from leftopen.service.backup.make import back_up
    from leftopen.service.backup.rescue import writable
    from leftopen.service.backup.rotate import rotate

    streamed = file == STANDARD
    if streamed:
        _check_stream(keep, json=out.json)
    beside = Path(gettempdir()) if streamed else file.absolute() if keep else file.absolute().parent
    with existing_workspace(data) as stored, writable(stored, beside) as opened:
        record_act(opened, "backup", str(file), "with keys" if with_keys else "without keys")
        with Bar(quiet=out.quiet) as bar:
            rotated = rotate(opened, file, keep, bar.show_backup, with_keys=with_keys) if keep else None
            made = rotated.made if rotated else back_up(opened, file, bar.show_backup, with_keys=with_keys)
        config = stored.config
    _show(out, made, [str(path) for path in rotated.removed] if rotated else [], streamed=streamed)
    if rotated and rotated.same_disk:
        out.say(SAME_DISK.format(folder=made.file.parent))
    if not made.keys:
        out.say(WITHOUT_KEYS.format(config=config))


def _show(out: Output, made: BackupSummary, removed: list[str], *, streamed: bool) -> None:
    if out.json:
        out.line(_line(made, removed))
    else:
        (out.say if streamed else out.text)(_sentence(made))
        for path in removed:
            out.text(f"{path}: removed")
    if made.broken:
        out.say(BROKEN.format(broken=made.broken))


@app.command(epilog="Example: `leftopen backup check leftopen.backup`")
@verb()
def check(
    out: Output,
    file: Annotated[Path, typer.Argument(help="File that leftopen backup made; - for standard input.")],
    key: Annotated[
        Path | None,
        typer.Option(help="Public key of its signer (default: this installation's).", show_default=False),
    ] = None,
) -> None:
    """Read a backup whole, compare every part with the manifest and the manifest with its signature.

    Needs no data folder and writes nothing. Exit code 1 where a part is missing, added or changed, with its
    name; 4 where the backup is whole, but that key did not sign it.
    """
    from leftopen.service.backup import restore
    from leftopen.service.workspace.workspace import config_folder

    public = key or config_folder(os.environ) / "keys" / "proof.pub"
    found = restore.check(file)
    signer, manifest = _signer(found, public), found.manifest
    parts, rows = len(manifest.members), sum(manifest.tables.values())
    counts = f"{format_count(parts, 'part')}, {format_count(rows, 'row')}"
    line: Line = {"type": "backup", "file": str(file), "made": manifest.made, "parts": parts, "rows": rows}
    text = f"{file}: whole, of {manifest.made}: {counts}; {signer}"
    out.show({**line, "keys": manifest.keys, "signer": signer}, text)
    if signer != SIGNED.format(public=public):
        raise typer.Exit(NOT_VERIFIED)


def _signer(found: Checked, public: Path) -> str:
    """What can be said of its signer."""
    from leftopen.cases.proof_keys import read_public

    if not found.signature:
        return "not signed"
    try:
        ours = found.is_signed_by(read_public(public.read_bytes()))
    except FileNotFoundError:
        return f"signer not verified, because there is no {public}: name the public key with --key"
    except OSError as error:
        raise LeftopenError(f"cannot read {public}: {error.strerror}") from None
    if ours:
        return SIGNED.format(public=public)
    earlier = (file for file in sorted(public.parent.glob("proof-*.pub")) if _signed_with(found, file))
    before = next(earlier, None)
    return f"NOT signed by {public}" + (EARLIER.format(file=before) if before else "")


def _signed_with(found: Checked, public: Path) -> bool:
    from leftopen.cases.proof_keys import read_public

    try:
        return found.is_signed_by(read_public(public.read_bytes()))
    except (OSError, BadProof):
        return False


def _check_stream(keep: int | None, *, json: bool) -> None:
    """Standard output has the backup then, and nothing else."""
    if sys.stdout.isatty():
        raise typer.BadParameter("standard output is a terminal: send it to a file or a pipe")
    if json or keep:
        raise typer.BadParameter(f"{'--json' if json else '--keep'} does not go with standard output (-)")


def _line(made: BackupSummary, removed: list[str]) -> Line:
    counts = {"bytes": made.bytes, "rows": made.rows, "files": made.files}
    state: Line = {"keys": made.keys, "broken": made.broken, "removed": [*removed]}
    return {"type": "backup", "file": str(made.file), **counts, **state}


def _sentence(made: BackupSummary) -> str:
    counts = f"{format_count(made.rows, 'row')} and {format_count(made.files, 'file')}"
    where = "standard output" if str(made.file) == "-" else made.file
    return f"{where}: {format_bytes(made.bytes)}, with the records, {counts}"
