"""Where addresses are and whose: files of ranges, taken in and asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.service.ingest.places import ImportedRanges

app = typer.Typer(
    no_args_is_help=True,
    help="Say whose addresses are whose, out of files that you import.",
    epilog="Example: `leftopen places list`",
)


@app.command("import", epilog="Example: `leftopen places import ServiceTags_AzureGovernment_20261102.json`")
def import_(
    file: Annotated[list[Path], typer.Argument(help="Range files: AWS, Azure, Google, networks and more.")],
    format: Annotated[str, typer.Option(help="The format, where the file doesn't show it.")] = "auto",
    date: Annotated[str, typer.Option(help="Of which day it is, YYYY-MM-DD, where it doesn't say.")] = "",
    name: Annotated[str, typer.Option(help="A name of your own for it, to keep two of one format.")] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take in range files; one of the same name is replaced. What is seen from then on carries its claims.

    Rows that can't be read are counted and quoted, and stop nothing, unless they are most of a file.
    """
    from leftopen.service.ingest.places import RangeImport, import_line, import_ranges

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        for one in file:
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
    """Show the sources, with their dates."""
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
        out.table(("name", "says", "source", "date", "days old", "ranges"), rows)
    else:
        out.say("nothing imported: only registered countries are known (leftopen places import --help)")


@app.command(epilog="Example: `leftopen places show 8.8.8.8`")
def show(
    address: Annotated[str, typer.Argument(help="One whole address, such as 192.0.2.1.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show what is claimed about an address, and by whom."""
    from leftopen.model.location import NOWHERE
    from leftopen.service.ingest import places

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        asked, found = places.show(opened, address)
    if json:
        out.line(places.location_line(asked, found))
    elif found == NOWHERE:
        out.say(f"nobody claims anything about {asked}")
    else:
        out.table(("claim", "value", "source"), places.claims(found))


@app.command(epilog="Example: `leftopen places remove aws`")
def remove(
    name: Annotated[str, typer.Argument(help="The source's name, as `places list` shows it.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take a source out. What was seen before keeps its claims."""
    from leftopen.service.ingest import places

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        removed = places.remove(opened, name)
    if json:
        out.line(places.line(removed))
    out.say(f"removed {removed.name}")
