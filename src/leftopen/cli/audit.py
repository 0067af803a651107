"""Read and export the audit log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._output import Line, Output
from leftopen.cli._verb import existing_workspace, verb, wrong_usage
from leftopen.errors import BadRequest
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.store.records.entities.identity.audit import AuditEntry

PANEL = "Administer"
EXAMPLE = "Example: `leftopen audit --actor maria --since 2026-11-01 --out audit.json`"
LISTED = 100
TITLES = ("time (UTC)", "actor", "what", "subject", "clause")


@verb(listing=True)
def command(
    out: Output,
    data: Path | None,
    by: str,
    actor: Annotated[str, typer.Option(help="Part of the actor's name.")] = "",
    what: Annotated[str, typer.Option(help="Part of the action or of its object.")] = "",
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
) -> None:
    """Show who did what and when, newest first; or write it to a file.

    A signed file is checked with leftopen report --check FILE. The export is an entry of the log too.
    """
    from leftopen.service.workspace import audit_log

    wanted = audit_log.AuditFilter(actor=actor, what=what, **_times(since, until))
    with existing_workspace(data, reading=file is None) as opened:
        found = audit_log.entries(opened, wanted, limit or (0 if file else LISTED + 1))
        if file:
            audit_log.export(opened, found, file, by=by)
    if file:
        line: Line = {"type": "export", "what": "audit log", "file": str(file), "count": len(found)}
        out.show(line, f"{file}: {format_count(len(found), 'entry', 'entries')}")
        if file.suffix == ".json":
            out.hint(f"to check it: leftopen report --check {file}")
        return
    shown = found[: limit or LISTED]
    out.rows(map(audit_log.line, shown), TITLES, map(_row, shown), "no entries")
    if len(found) > len(shown):
        out.say(f"only the newest {LISTED}; to see more: --limit N, or --out FILE for all")


def _times(since: str, until: str) -> dict[str, datetime]:
    """Raises BadParameter."""
    from leftopen.service.search.as_of import time_span

    with wrong_usage(BadRequest):
        start = {"since": time_span(since)[0]} if since else {}
        return start | ({"until": time_span(until)[1]} if until else {})


def _row(one: AuditEntry) -> tuple[object, ...]:
    what = f"{one.what} ({one.count:,} times)" if one.count > 1 else one.what
    return f"{one.at:%Y-%m-%d %H:%M:%S}", one.actor, what, one.subject, one.clause
