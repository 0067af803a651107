"""Files of other tools and search engines."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, desk
from leftopen.cli._output import Line, Output
from leftopen.model.amounts import count_words, span_words

if TYPE_CHECKING:
    from leftopen.service.importing import Wanted

EXAMPLE = "Example: `leftopen import shodan.json.gz`"
NOT_ALL_OF_IT = 1
STOPPED = 130
PLACES = ("internet", "inside", "loopback")
TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def command(
    file: Annotated[list[Path], typer.Argument(help="Files, plain or compressed (gzip, zstd).")],
    format: Annotated[
        str, typer.Option(help="auto, shodan, zgrab2, masscan, nmap, zmap, naabu or httpx.")
    ] = "auto",
    realm: Annotated[str, typer.Option(help="The network that the addresses belong to.")] = "internet",
    seen_from: Annotated[
        str, typer.Option(help="From where it was seen, if not as usual: internet, inside or loopback.")
    ] = "",
    port: Annotated[int, typer.Option(help="The port, where the file names none.", min=0, max=65535)] = 0,
    at: Annotated[
        datetime | None,
        typer.Option(help="When it was seen (UTC), where the file says no time.", formats=TIMES),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was imported already.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take in what other tools and search engines saw: searchable beside your own scans.

    Nothing is sent anywhere. Every row is masked as a scan's is, and is there once, however often a file is
    given;
    what was stopped goes on where it was. Lines that can't be read are counted and quoted, and stop nothing.
    """
    from datetime import UTC

    from leftopen.service.import_format import check
    from leftopen.service.importing import Wanted

    if seen_from not in ("", *PLACES):
        raise typer.BadParameter(
            f"{seen_from!r} is not known; use {', '.join(PLACES)}", param_hint="--seen-from"
        )
    out, lacks = Output(json=json, quiet=quiet), False
    for one in file:
        check(one, format)
    moment = at.replace(tzinfo=UTC) if at else None
    with desk(data) as opened:
        for one in file:
            wanted = Wanted(
                file=one, format=format, realm=realm, place=seen_from, port=port, at=moment, again=again
            )
            summary = _one(opened, wanted, out)
            if summary["state"] == "stopped":
                out.say(
                    f"stopped behind record {summary['records']:,}; what was read is stored, and the same"
                    " command goes on from here"
                )
                raise typer.Exit(STOPPED)
            lacks = lacks or bool(summary["why"]) or not _rows(summary)
    if lacks:
        raise typer.Exit(NOT_ALL_OF_IT)


def _one(opened: object, wanted: Wanted, out: Output) -> Line:
    import threading

    from leftopen.cli._progress import Bar
    from leftopen.cli._signals import sets
    from leftopen.service.desk import Desk
    from leftopen.service.importing import import_file

    assert isinstance(opened, Desk)
    stop = threading.Event()
    with sets(stop), Bar(quiet=out.quiet) as bar:
        summary = import_file(opened, wanted, bar.importing, stop.is_set)
    if out.json:
        out.line(summary)
    else:
        _tell(summary, out)
    return summary


def _tell(summary: Line, out: Output) -> None:
    state, bad = summary["state"], int(str(summary["bad"]))
    if summary["why"]:
        state = f"INCOMPLETE: {summary['why']}"
    elif not _rows(summary) and state == "finished":
        state = "NOTHING IMPORTED: no row came out of it"
    if summary["state"] == "already imported":
        out.text(f"{summary['file']}: {state}, nothing to do ({summary['stored']} rows; --again to see)")
        return
    took = span_words(timedelta(seconds=float(str(summary["seconds"]))))
    stored, known = int(str(summary["stored"])), int(str(summary["known"]))
    out.text(
        f"{summary['file']}: {state}, {summary['format']}, {count_words(stored, 'row')} new, {known} known,"
        f" {count_words(bad, 'bad line')}, in {took}"
    )
    reasons = summary["reasons"]
    if isinstance(reasons, dict):
        for reason, count in reasons.items():
            out.text(f"  {count} x {reason}")
    quotes = summary["first_bad"]
    for quote in quotes if isinstance(quotes, list) else []:
        if isinstance(quote, dict):
            out.text(f"  line {quote['line']}: {quote['reason']}: {quote['excerpt']}")


def _rows(summary: Line) -> int:
    """That came out of it, new or known."""
    return int(str(summary["stored"])) + int(str(summary["known"]))
