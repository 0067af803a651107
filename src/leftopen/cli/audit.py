"""Read and export the audit log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from datetime import datetime

PANEL = "Administer"
EXAMPLE = "Example: `leftopen audit --actor maria --since 2026-11-01 --out audit.json`"
LISTED = 100


def command(
    actor: Annotated[str, typer.Option(help="Part of the name of who acted.")] = "",
    what: Annotated[str, typer.Option(help="Part of the action or of what it was about.")] = "",
    since: Annotated[
        str, typer.Option(help="From this day or time on, UTC (examples: 2026-11-20, 2026-11-20T14:30).")
    ] = "",
    until: Annotated[str, typer.Option(help="To the end of this day, or to this time, UTC.")] = "",
    limit: Annotated[
        int | None,
        typer.Option(min=1, help=f"Newest entries (default: {LISTED}; with --out, all).", show_default=False),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--out", help="Write to NAME.csv, or NAME.json for a signed file.", show_default=False),
    ] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show who did what and when, newest first; or write it to a file.

    A signed file is checked with leftopen report --check FILE. The export is an entry of the log too.
    """
    from leftopen.service import audit_log
    from leftopen.service.audit_log import AuditFilter
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    wanted = AuditFilter(actor=actor, what=what, **_times(since, until))
    with filled(data, reading=file is None) as opened:
        found = audit_log.entries(opened, wanted, limit or (0 if file else LISTED + 1))
        if file:
            audit_log.export(opened, found, file, by=os_user())
    more = not file and limit is None and len(found) > LISTED
    if file:
        _tell(out, file, len(found))
        return
    if json:
        for entry in found[: limit or LISTED]:
            out.line(audit_log.line(entry))
    elif found:
        out.table(
            ("time (UTC)", "actor", "what", "subject", "clause"),
            [
                (
                    f"{one.at:%Y-%m-%d %H:%M:%S}",
                    one.actor,
                    _counted(one.what, one.count),
                    one.subject,
                    one.clause,
                )
                for one in found[: limit or LISTED]
            ],
        )
    else:
        out.say("no entries")
    if more:
        out.say(f"only the newest {LISTED}; to see more: --limit N, or --out FILE for all")


def _times(since: str, until: str) -> dict[str, datetime]:
    """Raises BadParameter."""
    from leftopen.errors import BadRequest
    from leftopen.service.as_of import time_span

    try:
        return {
            name: time_span(text)[end]
            for end, (name, text) in enumerate((("since", since), ("until", until)))
            if text
        }
    except BadRequest as error:
        raise typer.BadParameter(str(error)) from None


def _counted(what: str, count: int) -> str:
    return f"{what} ({count:,} times)" if count > 1 else what


def _tell(out: Output, file: Path, count: int) -> None:
    from leftopen.present.humanize import format_count

    if out.json:
        out.line({"type": "export", "what": "audit log", "file": str(file), "count": count})
        return
    out.text(f"{file}: {format_count(count, 'entry', 'entries')}")
    if file.suffix == ".json":
        out.hint(f"to check it: leftopen report --check {file}")
