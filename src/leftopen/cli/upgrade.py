"""Bring a data folder to the version of this leftopen."""

from __future__ import annotations

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

PANEL = "Administer"
EXAMPLE = "Example: `leftopen upgrade`"


def command(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Update the records and tables of the data folder to this version of leftopen.

    Commands that change something, `leftopen serve` and `leftopen worker` do so too when they start; commands
    that only read leave an older folder as it is. Back up first: an older leftopen cannot open the folder
    afterwards.
    """
    from leftopen.present.humanize import format_count
    from leftopen.store.records.entities.cases.cases import Cases
    from leftopen.store.records.schema import HEAD

    out = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        # The engine updates its tables when it starts.
        services = opened.store.observations.count("")
        events = Cases(opened.store.records).newest_event()
    if json:
        out.line({"type": "upgrade", "records": HEAD, "services": services, "events": events})
    else:
        counts = f"{format_count(services, 'service')}, {format_count(events, 'event')}"
        out.text(f"the data folder is up to date: records of version {HEAD}, {counts}")
