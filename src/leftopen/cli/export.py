"""Write the results of a query to a file."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import History
from leftopen.cli._output import Line, Output
from leftopen.cli._query import CONTEXT as CONTEXT
from leftopen.cli._query import AnyQuery, hint, join_query
from leftopen.cli._signals import Ended, raise_on_signal
from leftopen.cli._verb import existing_workspace, record_act, verb
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.service.search.export import Exported

PANEL = "Search"
EXAMPLE = (
    "Example: `leftopen export 'country:FR exposure:redis_open' open.jsonl.gz`; "
    "`leftopen export --cases cases.sarif`"
)


@verb()
def command(
    *,
    out: Output,
    data: Path | None,
    query: AnyQuery = None,
    file: Annotated[
        Path,
        typer.Argument(help="Output file: NAME.jsonl, NAME.csv or NAME.parquet; add .gz to compress."),
    ],
    history: History = False,
    cases: Annotated[
        bool,
        typer.Option("--cases", help="Write all cases instead: to NAME.csv, NAME.jsonl or NAME.sarif."),
    ] = False,
) -> None:
    """Write the results of a query to a file, newest first.

    The file appears only when it is complete. A stopped export (Ctrl-C, SIGTERM, SIGHUP) leaves no file.
    """
    if cases:
        _cases(query, file, data, out)
        return
    search = join_query(_search(query, file))
    done = _written(search, file, data, out, history=history)
    counts = {"observations": done.observations, "bytes": done.bytes}
    text = f"{done.file}: {format_count(done.observations, 'observation')}, {done.bytes:,} bytes"
    out.done({"type": "summary", "file": str(done.file), **counts}, text)
    hint(out, search, done.observations)


def _written(search: str, file: Path, data: Path | None, out: Output, *, history: bool) -> Exported:
    """Raises Exit when a signal stopped it."""
    from leftopen.service.search.export import export

    live = sys.stderr.isatty() and not out.quiet

    def progress(number: int) -> None:
        ended()
        if live:
            sys.stderr.write(f"\r{number:,} written")
            sys.stderr.flush()

    try:
        with raise_on_signal() as ended, existing_workspace(data) as opened:
            record_act(opened, "export", search or "everything", str(file))
            return export(opened, search, file, progress, history=history)
    except Ended as signal:
        out.say(f"stopped; no file was written: {file}")
        raise typer.Exit(signal.code) from None
    finally:
        if live:
            sys.stderr.write("\r\x1b[2K")


def _cases(query: list[str] | None, file: Path, data: Path | None, out: Output) -> None:
    from leftopen.service.cases.case_list import export_cases
    from leftopen.service.exclusions.reports import reported
    from leftopen.store.records.entities.cases.cases import Cases

    if query:
        raise typer.BadParameter("--cases takes no query; to select cases: leftopen cases list --format csv")
    with existing_workspace(data) as opened:
        record_act(opened, "export", "cases", str(file))
        number = export_cases(opened, file)
        hidden = reported(opened, Cases(opened.store.records).list()).said
    line: Line = {"type": "summary", "file": str(file), "cases": number}
    out.done(line, f"{file}: {format_count(number, 'case')}")
    if hidden:
        out.say(hidden)


def _search(query: list[str] | None, file: Path) -> list[str]:
    """A single word is parsed as the file; the error names what is missing."""
    from leftopen.service.search.export import has_format

    if query:
        return query
    if has_format(file):
        raise typer.BadParameter(f"missing query; to export everything: leftopen export '*' {file}")
    raise typer.BadParameter(f"missing file; example: leftopen export {shlex.quote(str(file))} found.jsonl")
