"""Write a backup of the data folder to one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

PANEL = "Administer"
EXAMPLE = "Example: `leftopen backup leftopen.backup`"
WITHOUT_KEYS = (
    "without the keys and settings of {config}: keep a copy of that folder elsewhere, or add --with-keys"
)

BROKEN = "WARNING: the backup holds an event chain that is broken: {broken}"


def command(
    file: Annotated[Path, typer.Argument(help="New file, outside the data folder.")],
    with_keys: Annotated[
        bool,
        typer.Option("--with-keys", help="Include the signing key, the digest key and settings.toml."),
    ] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write a backup of the data folder to one file, while scans, imports and `leftopen serve` go on.

    The file holds the records, the observations, notices and proofs, and a manifest with the SHA-256 of each
    part. Only you can read it. To restore it: leftopen restore FILE. A data folder that cannot be written, as
    on a failing disk, is copied beside FILE first, which needs room for both.
    """
    from leftopen.cli._progress import Bar
    from leftopen.present.humanize import format_bytes, format_count
    from leftopen.service.backup.make import back_up
    from leftopen.service.backup.rescue import writable

    out = Output(json=json, quiet=quiet)
    with filled(data) as stored, writable(stored, file.absolute().parent) as opened:
        record_act(opened, "backup", str(file), "with keys" if with_keys else "without keys")
        with Bar(quiet=quiet) as bar:
            made = back_up(opened, file, bar.copying, with_keys=with_keys)
        config = stored.config
    if json:
        out.line(
            {
                "type": "backup", "file": str(made.file), "bytes": made.bytes, "rows": made.rows,
                "files": made.files, "keys": made.keys, "broken": made.broken,
            }
        )  # fmt: skip
    else:
        counts = f"{format_count(made.rows, 'row')} and {format_count(made.files, 'file')}"
        out.text(f"{made.file}: {format_bytes(made.bytes)}, with the records, {counts}")
    if made.broken:
        out.say(BROKEN.format(broken=made.broken))
    if not made.keys:
        out.say(WITHOUT_KEYS.format(config=config))
