"""Restore a backup into a new data folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Line, Output
from leftopen.cli._progress import Bar
from leftopen.cli._verb import record_act, verb, workspace
from leftopen.present.humanize import format_count

PANEL = "Administer"
EXAMPLE = "Example: `leftopen restore leftopen.backup --data new-folder`"
OLDER = (
    "the event chain does not end where this installation signed it last, as after any restore of an older "
    "copy: {wrong}. Where this machine has not the keys of the original, copy them to "
    "{keys} and restore again; else accept the chain with leftopen doctor --sign-chain"
)

CONFIGURED = "{path} is from the backup and is used from now on: read it, if the backup is not your own"


@verb()
def command(
    out: Output,
    data: Path | None,
    file: Annotated[Path, typer.Argument(help="File that leftopen backup made.")],
) -> None:
    """Restore a backup into a new or empty data folder.

    The whole file is checked against its manifest first. If anything fails, the folder is empty again. Keys
    and settings of this installation are never replaced. Stop the original first: two copies of one monitor
    scan and send twice.
    """
    from leftopen.service.backup.restore import restore
    from leftopen.service.workspace.chain_seal import misfit
    from leftopen.service.workspace.workspace import check_config, config_folder, data_folder, read_settings

    if str(file) == "-":
        raise typer.BadParameter(
            "a backup is read twice: name a file, not standard input (-)", param_hint="FILE"
        )
    folder, config = data_folder(data, os.environ), config_folder(os.environ)
    check_config(config)
    with Bar(quiet=out.quiet) as bar:
        done = restore(file, folder, config, read_settings(config, {}, os.environ), bar.show_backup)
    with workspace(folder) as opened:
        record_act(opened, "restore", str(file), f"backup of {done.made}")
        wrong = misfit(opened.store.records, opened.seal)
    counts = {"rows": done.rows, "cases": done.cases, "keys": done.keys}
    line: Line = {"type": "restored", "data": str(folder), "made": done.made, **counts}
    numbers = f"{format_count(done.cases, 'case')} and {format_count(done.rows, 'row')}"
    text = f"restored the backup of {done.made} into {folder}: {numbers}"
    out.show({**line, "config": [str(path) for path in done.config]}, text)
    for path in () if out.json else done.config:
        out.text(CONFIGURED.format(path=path))
    if wrong:
        out.say(OLDER.format(wrong=wrong, keys=config / "keys"))
