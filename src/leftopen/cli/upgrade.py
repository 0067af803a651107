"""Bring a data folder to the version of this leftopen."""

from __future__ import annotations

from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb
from leftopen.present.humanize import format_count

PANEL = "Administer"
EXAMPLE = "Example: `leftopen upgrade`"


@verb(existing=True)
def command(out: Output, opened: Workspace) -> None:
    """Update the records and tables of the data folder to this version of leftopen.

    Commands that change something, `leftopen serve` and `leftopen worker` do so too when they start; commands
    that only read leave an older folder as it is. Back up first: an older leftopen cannot open the folder
    afterwards.
    """
    from leftopen.store.records.entities.cases.cases import Cases
    from leftopen.store.records.schema import HEAD

    # The engine updates its tables when it starts.
    services = opened.store.observations.services("")[0]
    events = Cases(opened.store.records).newest_event()
    counts = f"{format_count(services, 'service')}, {format_count(events, 'event')}"
    out.show(
        {"type": "upgrade", "records": HEAD, "services": services, "events": events},
        f"the data folder is up to date: records of version {HEAD}, {counts}",
    )
