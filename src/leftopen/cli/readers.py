"""Who read it: what the access logs of an exposure window say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._groups import DefaultCommandGroup
from leftopen.cli._output import Line, Output
from leftopen.cli._verb import Workspace, verb
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.impact.people.served import PeopleServed
    from leftopen.model.access_logs import ReadersResult

PANEL = "After a leak"
app = typer.Typer(
    cls=DefaultCommandGroup,
    no_args_is_help=True,
    help="Show which items were served to outsiders, and to whom, from access logs.\n\n"
    "`leftopen readers LOG…` reads them; `leftopen readers run --help` shows the options.",
    epilog="Example: `leftopen readers /var/log/nginx --items mails.csv --from 2026-11-01 --to 2026-11-20`",
)
Case = Annotated[str, typer.Argument(help="ID of the case, or the beginning of it.")]
RUN = "Example: `leftopen readers run /var/log/nginx --items mails.csv --from 2026-11-01 --to 2026-11-20`"


Log = Annotated[list[Path], typer.Argument(help="Log files, or folders of them; compressed ones too.")]
OfCase = Annotated[str, typer.Option(help="ID of the case: sets the window and stores the result.")]
Items = Annotated[
    Path | None,
    typer.Option(
        help="CSV with a column path, and optionally id, name, bytes; or one Message-ID a line.",
        show_default=False,
    ),
]
OfAssessment = Annotated[str, typer.Option(help="ID of an assessment; its files are the items.")]
Start = Annotated[
    str, typer.Option("--from", help="Begin of the window (default: of the case).", metavar="TIME")
]
End = Annotated[str, typer.Option("--to", help="End of the window (default: of the case).", metavar="TIME")]
Own = Annotated[
    list[str] | None, typer.Option(help="Your own clients: an address or CIDR range.", metavar="CIDR")
]
Scanners = Annotated[
    list[Path] | None,
    typer.Option(help="List of addresses of scanners, clouds or Tor: one a line, or MISP's form."),
]
Server = Annotated[
    str, typer.Option(help="Name of the server, if the logs cover several servers.", metavar="NAME")
]
Format = Annotated[str, typer.Option(help="Name of the log format, or its log_format or LogFormat string.")]
TimeZone = Annotated[
    str, typer.Option(help="Time zone for times without one (example: Europe/Paris).", metavar="ZONE")
]
WithoutContent = Annotated[
    list[str] | None,
    typer.Option(help="A path without items, such as /health or /static/*.", metavar="PATH"),
]
Complete = Annotated[
    bool,
    typer.Option("--complete", help="State that the logs are from this server and complete."),
]
Sampled = Annotated[bool, typer.Option("--sampled", help="State that the logs contain only some requests.")]
NoSharedMailboxes = Annotated[
    bool,
    typer.Option(
        "--no-shared-mailboxes",
        help=(
            "State that no user can open another user's mailbox (no master user, delegation or shared "
            "folder)."
        ),
    ),
]


@app.command(epilog=RUN)
@verb()
def run(
    out: Output,
    opened: Workspace,
    by: str,
    log: Log,
    case: OfCase = "",
    items: Items = None,
    assessment: OfAssessment = "",
    start: Start = "",
    end: End = "",
    own: Own = None,
    scanners: Scanners = None,
    server: Server = "",
    format: Format = "",
    time_zone: TimeZone = "",
    without_content: WithoutContent = None,
    complete: Complete = False,
    sampled: Sampled = False,
    no_shared_mailboxes: NoSharedMailboxes = False,
) -> None:
    """Show which items were served to outsiders, and to whom, from access logs.

    An item is "not served" only if a log would have shown it at every hour of the window, and of the hour
    after it. Everything else is served, served in part, possibly served, or cannot be known."""
    from leftopen.service.access_logs import people, saved
    from leftopen.service.access_logs.read import ReadersOptions, readers_result

    options = ReadersOptions(
        logs=tuple(log),
        case=case,
        items=items,
        assessment=assessment,
        start=start,
        end=end,
        own=tuple(own or ()),
        scanners=tuple(scanners or ()),
        server=server,
        format=format,
        time_zone=time_zone,
        without_content=tuple(without_content or ()),
        complete=complete,
        sampled=sampled,
        no_shared_mailboxes=no_shared_mailboxes,
    )
    result = readers_result(opened, options, by=by)
    if result.case:
        saved.save(opened, result)
    _show(opened, result, people.of_result(opened, result), out)


def _show(opened: Workspace, result: ReadersResult, served: PeopleServed | None, out: Output) -> None:
    from leftopen.cli import _readers_text
    from leftopen.service.access_logs import export, lines, people

    if out.json:
        out.lines(lines.lines(export.mask_agents(opened, result)))
        out.lines(people.lines(served) if served else ())
    else:
        _readers_text.show(result, served, out)


@app.command(epilog="Example: `leftopen readers formats`")
@verb(listing=True)
def formats(out: Output) -> None:
    """List the log formats that are read."""
    from leftopen.impact.logs.log_set import known_formats

    heads, rows = ("name", "written_by", "kind"), known_formats()
    lines = ({"type": "log_format", **dict(zip(heads, row, strict=True))} for row in rows)
    out.rows(lines, ("Format", "Written by", "Kind"), rows)


@app.command("list", epilog="Example: `leftopen readers list`")
@verb(listing=True, existing=True, reading=True)
def list_(out: Output, opened: Workspace) -> None:
    """List the cases whose access logs were read, with the counts."""
    from leftopen.service.access_logs import export, lines

    found = export.readings(opened)
    rows = (
        (
            one.case[:8],
            *(f"{at:%Y-%m-%d %H:%M}" for at in (one.made, one.start, one.end)),
            *(f"{count.count:,}" for count in one.counts),
        )
        for one in found
    )
    heads = ("Served", "In part", "Possibly", "Not served", "Not known")
    none = "no access logs were read for a case; to read some: leftopen readers LOG --case ID"
    out.rows(map(lines.summary, found), ("Case", "Read (UTC)", "From", "To", *heads), rows, none)


@app.command(epilog="Example: `leftopen readers show 3fa9`")
@verb(existing=True, reading=True)
def show(out: Output, opened: Workspace, case: Case) -> None:
    """Show the kept result of a case again, as it was when the logs were read."""
    from leftopen.service.access_logs import export, people

    result = export.reading_of(opened, case)
    _show(opened, result, people.of_result(opened, result), out)


@app.command(epilog="Example: `leftopen readers export 3fa9 readers.stix.json`")
@verb(existing=True)
def export(
    out: Output,
    opened: Workspace,
    by: str,
    case: Case,
    file: Annotated[
        Path, typer.Argument(help="NAME.csv or NAME.jsonl (Timesketch), NAME.misp.json, NAME.stix.json.")
    ],
    format: Annotated[
        str, typer.Option(help="timesketch_csv, timesketch_jsonl, misp or stix, whatever the file's name.")
    ] = "",
) -> None:
    """Write the kept result of a case for another program: a timeline, or the clients that got an item."""
    from leftopen.service.access_logs import export as service

    writer = service.write(opened, case, file, format, by=by)
    line = {"type": "exported", "file": str(file), "format": writer.title}
    out.done(line, f"wrote {file} ({writer.title})")


@app.command(epilog="Example: `leftopen readers lines 3fa9 /var/log/nginx --out readers.log`")
@verb(existing=True)
def lines(
    out: Output,
    opened: Workspace,
    by: str,
    case: Case,
    log: Annotated[list[Path], typer.Argument(help="The log files or folders that were read.")],
    file: Annotated[Path, typer.Option("--out", help="New file for the lines.")],
) -> None:
    """Write the lines of the clients that got an item, or may have, as they are in the logs: for counsel.

    They hold personal data. The audit log says who took them, and the SHA-256 of the file."""
    from leftopen.service.access_logs import export as service

    written = service.raw_lines(opened, case, log, file, by=by)
    for why in written.cut:
        out.say(f"not whole: {why}")
    for log_file in written.made:
        out.hint(f"its records are not lines; each record is written as one line of JSON: {log_file}")
    line: Line = {"type": "exported", "file": str(file), "lines": written.lines, "sha256": written.sha256}
    text = f"wrote {format_count(written.lines, 'line')} to {file}; SHA-256 {written.sha256}"
    out.done({**line, "one_line_a_record": list(written.made)}, text)
