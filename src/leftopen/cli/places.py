"""Import, list, show and remove address ranges."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.service.ingest.places import ImportedRanges

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="Manage imported address ranges: location, network, cloud provider and owner of addresses.",
    epilog="Example: `leftopen places list`",
)


@app.command("import", epilog="Example: `leftopen places import ServiceTags_AzureGovernment_20261102.json`")
def import_(
    file: Annotated[
        list[Path], typer.Argument(help="Files with address ranges: AWS, Azure, Google, AS tables and more.")
    ],
    format: Annotated[str, typer.Option(help="File format, if leftopen cannot detect it.")] = "auto",
    date: Annotated[str, typer.Option(help="Date of the data, YYYY-MM-DD, if the file has none.")] = "",
    name: Annotated[str, typer.Option(help="Your name for the source, to keep several of one format.")] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Import address ranges. A source with the same name is replaced. New observations use the new data.

    Invalid rows are counted and quoted. The import fails if most rows of a file are invalid.
    """
    from leftopen.service.ingest.places import RangeImport, import_line, import_ranges

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        for one in file:
            record_act(opened, "places import", one.name, name)
            taken = import_ranges(opened, RangeImport(path=one, format=format, dated=date, name=name))
            if json:
                out.line(import_line(taken))
            else:
                _tell(taken, out)


def _tell(taken: ImportedRanges, out: Output) -> None:
    source, bad = taken.source, f", {format_count(taken.bad, 'bad row')}" if taken.bad else ""
    out.text(f"{source.name}: {source.title}, {source.dated}, {format_count(source.ranges, 'range')}{bad}")
    for row in taken.quoted:
        out.text(f"  line {row.line:,}: {row.why}: {row.text}")
    if taken.bad > len(taken.quoted):
        out.text(f"  and {taken.bad - len(taken.quoted):,} more")


@app.command("list", epilog="Example: `leftopen places list --json`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List the sources with their dates."""
    from leftopen.service.ingest import places

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        sources = places.open_places(opened).sources
        today = opened.clock().date()
    if json:
        for source in sources:
            out.line(places.line(source))
        return
    rows = [
        (one.name, one.claim, one.title, one.dated, places.age(one, today), f"{one.ranges:,}")
        for one in sources
    ]
    if rows:
        out.table(("name", "kind", "source", "date", "age (days)", "ranges"), rows)
    else:
        out.say(
            "no sources imported: only registered countries are known (see leftopen places import --help)"
        )


@app.command(epilog="Example: `leftopen places show 8.8.8.8`")
def show(
    address: Annotated[str, typer.Argument(help="One IP address (example: 192.0.2.1).")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show what the sources say about an address."""
    from leftopen.model.location import NOWHERE
    from leftopen.service.ingest import places

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        asked, found = places.show(opened, address)
    if json:
        out.line(places.location_line(asked, found))
    elif found == NOWHERE:
        out.say(f"no information about {asked}")
    else:
        out.table(("claim", "value", "source"), places.claims(found))


@app.command(epilog="Example: `leftopen places remove aws`")
def remove(
    name: Annotated[str, typer.Argument(help="Name of the source (see `leftopen places list`).")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Remove a source. Earlier observations keep its data."""
    from leftopen.service.ingest import places

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        record_act(opened, "places remove", name)
        removed = places.remove(opened, name)
    if json:
        out.line(places.line(removed))
    out.say(f"removed {removed.name}")
