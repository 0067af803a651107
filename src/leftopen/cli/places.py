"""Import, list, show and remove address ranges."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import IpAddress
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, record_act, verb
from leftopen.model.location import NOWHERE
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
@verb()
def import_(
    out: Output,
    opened: Workspace,
    file: Annotated[
        list[Path], typer.Argument(help="Files with address ranges: AWS, Azure, Google, AS tables and more.")
    ],
    format: Annotated[str, typer.Option(help="File format, if leftopen cannot detect it.")] = "auto",
    date: Annotated[str, typer.Option(help="Date of the data, YYYY-MM-DD, if the file has none.")] = "",
    name: Annotated[str, typer.Option(help="Your name for the source, to keep several of one format.")] = "",
) -> None:
    """Import address ranges. A source with the same name is replaced. New observations use the new data.

    Invalid rows are counted and quoted. The import fails if most rows of a file are invalid.
    """
    from leftopen.service.ingest import places

    for one in file:
        record_act(opened, "places import", one.name, name)
        wanted = places.RangeImport(path=one, format=format, dated=date, name=name)
        taken = places.import_ranges(opened, wanted)
        if out.json:
            out.line(places.import_line(taken))
        else:
            _show_import(taken, out)


def _show_import(taken: ImportedRanges, out: Output) -> None:
    source, bad = taken.source, f", {format_count(taken.bad, 'bad row')}" if taken.bad else ""
    out.text(f"{source.name}: {source.title}, {source.dated}, {format_count(source.ranges, 'range')}{bad}")
    for row in taken.quoted:
        out.text(f"  line {row.line:,}: {row.why}: {row.text}")
    if taken.bad > len(taken.quoted):
        out.text(f"  and {taken.bad - len(taken.quoted):,} more")


@app.command("list", epilog="Example: `leftopen places list --json`")
@verb(listing=True)
def list_(out: Output, opened: Workspace) -> None:
    """List the sources with their dates."""
    from leftopen.service.ingest import places

    sources, today = places.open_places(opened).sources, opened.clock().date()
    rows = (
        (one.name, one.claim, one.title, one.dated, places.age(one, today), f"{one.ranges:,}")
        for one in sources
    )
    titles = ("name", "kind", "source", "date", "age (days)", "ranges")
    none = "no sources imported: only registered countries are known (see leftopen places import --help)"
    out.rows(map(places.line, sources), titles, rows, none)


@app.command(epilog="Example: `leftopen places show 8.8.8.8`")
@verb()
def show(out: Output, opened: Workspace, address: IpAddress) -> None:
    """Show what the sources say about an address."""
    from leftopen.service.ingest import places

    parsed, found = places.show(opened, address)
    claims = [] if found == NOWHERE else places.claims(found)
    line, none = places.location_line(parsed, found), f"no information about {parsed}"
    out.rows([line], ("claim", "value", "source"), claims, none, short=False)


@app.command(epilog="Example: `leftopen places remove aws`")
@verb()
def remove(
    out: Output,
    opened: Workspace,
    name: Annotated[str, typer.Argument(help="Name of the source (see `leftopen places list`).")],
) -> None:
    """Remove a source. Earlier observations keep its data."""
    from leftopen.service.ingest import places

    record_act(opened, "places remove", name)
    removed = places.remove(opened, name)
    out.done(places.line(removed), f"removed {removed.name}")
