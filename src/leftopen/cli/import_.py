"""Import files of other tools and search engines."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli import _import_summary
from leftopen.cli._next_steps import say_next
from leftopen.cli._output import Line, Output
from leftopen.cli._progress import Bar
from leftopen.cli._signals import set_on_signal
from leftopen.cli._verb import Workspace, record_act, verb, workspace
from leftopen.errors import BadImport, LeftopenError

if TYPE_CHECKING:
    from leftopen.service.ingest.run import ImportOptions

PANEL = "Find"
EXAMPLE = "Example: `leftopen import shodan.json.gz`"
NOT_ALL_OF_IT = 1
STOPPED = 130
PLACES = ("internet", "inside", "loopback")
TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]
At = Annotated[
    datetime | None, typer.Option(help="Time of the observations (UTC) if the file has none.", formats=TIMES)
]


@verb()
def command(
    out: Output,
    data: Path | None,
    file: Annotated[
        list[Path], typer.Argument(help="Files or folders to import; files plain or compressed (gzip, zstd).")
    ],
    format: Annotated[
        str, typer.Option(help="File format, such as shodan or nmap (default: recognised by the content).")
    ] = "auto",
    realm: Annotated[
        str,
        typer.Option(help="Network that the addresses belong to (default: from the file, else internet)."),
    ] = "",
    seen_from: Annotated[
        str, typer.Option(help="Vantage of the observations: internet, inside or loopback.")
    ] = "",
    port: Annotated[int, typer.Option(help="Port to use if the file has none.", min=0, max=65535)] = 0,
    at: At = None,
    again: Annotated[bool, typer.Option("--again", help="Import files that were already imported.")] = False,
) -> None:
    """Import results of other scanners and search engines. You can search them together with your own scans.

    Nothing is sent to the network. Rows are masked and never stored twice. To resume a stopped import, run
    the same command again. Invalid lines are counted and quoted; they do not stop the import. Of several
    files, those that cannot be imported are named and left out.
    """
    from leftopen.service.ingest.detect import files_in
    from leftopen.service.ingest.run import ImportOptions

    _known(seen_from)
    files = files_in(file)
    summaries = _left_out(files, format, data, out)
    good, stop = [one for one in files if one not in summaries], threading.Event()
    moment = at.replace(tzinfo=UTC) if at else None
    with workspace(data) as opened:
        for number, one in enumerate(good, 1):
            wanted = ImportOptions(
                file=one, format=format, realm=realm, place=seen_from, port=port, at=moment, again=again
            )
            record_act(opened, "import", one.name, "command line")
            summary = summaries[one] = _one(opened, wanted, out, stop, alone=len(files) == 1)
            if message := _stopped(summary, one.name, before_next=stop.is_set() and number < len(good)):
                out.say(f"stopped after {message}")
                raise typer.Exit(STOPPED)
    _import_summary.show_all(list(summaries.values()), out)
    if any(map(_import_summary.rows, summaries.values())):
        say_next(out, "leftopen search '*'")
    if any(map(_import_summary.is_incomplete, summaries.values())):
        raise typer.Exit(NOT_ALL_OF_IT)


def _stopped(summary: Line, name: str, *, before_next: bool) -> str:
    """Where the import stopped, and how to resume; '' if it was not stopped."""
    if summary["state"] == "stopped":
        return f"record {summary['records']:,}; the records so far are stored; run the same command to resume"
    return f"{name}; run the same command to continue with the next file" if before_next else ""


def _known(seen_from: str) -> None:
    if seen_from not in ("", *PLACES):
        raise typer.BadParameter(
            f"{seen_from!r} is not valid; use {', '.join(PLACES)}", param_hint="--seen-from"
        )


def _left_out(files: list[Path], format: str, data: Path | None, out: Output) -> dict[Path, Line]:
    """The files that cannot be imported, each named with the reason. Raises LeftopenError where none is
    left, or where it is the only one."""
    from leftopen.service.ingest.detect import check

    found: dict[Path, Line] = {}
    for one in files:
        try:
            check(one, format)
        except LeftopenError as error:
            _unusable(data, one, str(error))
            if len(files) == 1:
                raise
            found[one] = _import_summary.left_out(one, error, out)
    if len(found) == len(files):
        raise BadImport(f"none of the {len(files)} files can be imported")
    return found


def _unusable(data: Path | None, file: Path, why: str) -> None:
    """Records that a file can't be imported; not where there is no data folder yet, which a misspelt name
    must not make."""
    from leftopen.service.ingest.failure import record_failure
    from leftopen.service.workspace.os_user import os_user
    from leftopen.service.workspace.workspace import folder_there

    with suppress(LeftopenError):
        folder_there(data, os.environ, "")
        with workspace(data) as opened:
            record_failure(opened, os_user(), file.name, why)


def _one(
    opened: Workspace, wanted: ImportOptions, out: Output, stop: threading.Event, *, alone: bool
) -> Line:
    """The summary. Raises LeftopenError; of several files, one that cannot be imported is left out."""
    from leftopen.service.ingest.failure import NOTHING_READ, record_failure
    from leftopen.service.ingest.run import import_file
    from leftopen.service.workspace.os_user import os_user

    name = wanted.file.name
    try:
        with set_on_signal(stop), Bar(quiet=out.quiet) as bar:
            summary = import_file(opened, wanted, bar.show_import, stop.is_set)
    except LeftopenError as error:
        record_failure(opened, os_user(), name, str(error))
        if alone or not isinstance(error, BadImport):
            raise
        return _import_summary.left_out(wanted.file, error, out)
    if summary["state"] == "failed":
        record_failure(opened, os_user(), name, NOTHING_READ)
    if out.json:
        out.line(summary)
    else:
        _import_summary.show(summary, out)
    return summary
