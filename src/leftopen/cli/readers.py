"""Who read it: what the access logs of an exposure window say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.service.readers.read import ReadersOptions
    from leftopen.service.workspace import Workspace

PANEL = "After a leak"
EXAMPLE = "Example: `leftopen readers /var/log/nginx --items mails.csv --from 2026-11-01 --to 2026-11-20`"


def command(
    log: Annotated[list[Path], typer.Argument(help="Log files, or folders of them; compressed ones too.")],
    case: Annotated[str, typer.Option(help="ID of the case; gives the window, and keeps the result.")] = "",
    items: Annotated[
        Path | None,
        typer.Option(help="CSV with a column path, and optionally id, name, bytes.", show_default=False),
    ] = None,
    assessment: Annotated[str, typer.Option(help="ID of an assessment; its files are the items.")] = "",
    start: Annotated[
        str, typer.Option("--from", help="Begin of the window (default: of the case).", metavar="TIME")
    ] = "",
    end: Annotated[
        str, typer.Option("--to", help="End of the window (default: of the case).", metavar="TIME")
    ] = "",
    own: Annotated[
        list[str] | None, typer.Option(help="Your own clients: an address or CIDR range.", metavar="CIDR")
    ] = None,
    scanners: Annotated[
        list[Path] | None,
        typer.Option(help="List of addresses of scanners, clouds or Tor: one a line, or MISP's form."),
    ] = None,
    server: Annotated[
        str, typer.Option(help="Name of the server, if the logs are of several.", metavar="NAME")
    ] = "",
    format: Annotated[
        str, typer.Option(help="Name of the log format, or its log_format or LogFormat string.")
    ] = "",
    time_zone: Annotated[
        str, typer.Option(help="Zone of times that name none (example: Europe/Paris).", metavar="ZONE")
    ] = "",
    without_content: Annotated[
        list[str] | None,
        typer.Option(help="A path that gives no item, such as /health or /static/*.", metavar="PATH"),
    ] = None,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="You know that the logs are of this server and miss no request."),
    ] = False,
    sampled: Annotated[
        bool, typer.Option("--sampled", help="You know that the logs hold only some requests.")
    ] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say from access logs which items were served to strangers, and to whom.

    An item is "not served" only if a log would have shown it at every hour of the window, and of the hour
    after it. Everything else is served, served in part, possibly served, or cannot be known."""
    from leftopen.service.readers.read import ReadersOptions

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
    )
    with workspace(data) as opened:
        _read(opened, options, Output(json=json, quiet=quiet))


def _read(opened: Workspace, options: ReadersOptions, out: Output) -> None:
    from leftopen.cli import _readers_text
    from leftopen.service.os_user import os_user
    from leftopen.service.readers import lines, people, saved
    from leftopen.service.readers.read import readers_result

    result = readers_result(opened, options, by=os_user())
    if result.case:
        saved.save(opened, result)
    served = people.of_result(opened, result)
    if out.json:
        for line in lines.lines(result):
            out.line(line)
        for line in people.lines(served) if served else ():
            out.line(line)
    else:
        _readers_text.show(result, out)
        if served:
            _readers_text.people(served, out)
