"""What changed, whatever found it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import verb, workspace

PANEL = "Search"
EXAMPLE = "Example: `leftopen changes --since 24h`"


@verb()
def command(
    out: Output,
    data: Path | None,
    since: Annotated[str, typer.Option(help="How far back: 30m, 24h, 7d.")] = "24h",
    monitor: Annotated[str, typer.Option(help="Only this monitor.")] = "",
    kind: Annotated[str, typer.Option(help="Only these changes, such as new-port,new-exposure.")] = "",
) -> None:
    """List what is new, gone, changed, newly readable or newly closed, whatever found it. Newest first."""
    from leftopen.service.monitoring import monitors, schedule
    from leftopen.service.monitoring.change_list import ChangeFilter, list_changes
    from leftopen.store.records.entities.monitors import Monitors

    kinds = monitors.kinds(kind.replace(",", " ").split()) if kind else ()
    span = timedelta(seconds=schedule.seconds(since))
    with workspace(data, reading=True) as opened:
        records = Monitors(opened.store.records)
        names = {one.id: one.name for one in records.list()}
        wanted = records.get(monitor).id if monitor else ""
        listed = list_changes(opened, ChangeFilter(since=opened.clock() - span, kinds=kinds, monitor=wanted))
    found, hidden = listed.changes, listed.hidden
    for event in found:
        out.show(monitors.event_line(event, names.get(event.monitor, "")), monitors.sentence(event))
    if hidden.said:
        out.say(hidden.said)
    if not names:
        out.hint("no monitors yet; to add one: leftopen watch add NAME TARGET")
    elif not found:
        out.hint(f"no changes in the last {since}")
