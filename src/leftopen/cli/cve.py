"""Import, list, show and remove lists of CVEs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.present.humanize import format_count

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="Manage lists of CVEs: how probable an attack is (EPSS), and what is attacked (KEV).",
    epilog="Example: `leftopen cve list`",
)


@app.command("import", epilog="Example: `leftopen cve import epss_scores-current.csv.gz`")
def import_(
    file: Annotated[
        list[Path],
        typer.Argument(help="EPSS scores (FIRST, CSV, also gzip) or the KEV catalogue (CISA, JSON)."),
    ],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Import lists of CVEs. A list of the same kind is replaced. Nothing is downloaded."""
    from leftopen.service.ingest.cve_lists import import_list, line

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        for one in file:
            record_act(opened, "cve import", one.name)
            taken = import_list(opened, one)
            if json:
                out.line({**line(taken.stored), "bad": taken.bad})
                continue
            stored, bad = taken.stored, f", {format_count(taken.bad, 'bad row')}" if taken.bad else ""
            out.text(f"{stored.title}, {stored.dated}: {format_count(stored.rows, 'CVE')}{bad}")


@app.command("list", epilog="Example: `leftopen cve list --json`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List the imported lists with their dates."""
    from leftopen.service.ingest import cve_lists

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        stored = cve_lists.stored_lists(opened)
        today = opened.clock().date()
    if json:
        for one in stored:
            out.line(cve_lists.line(one))
        return
    if stored:
        rows = [
            (one.name, one.title, one.dated, f"{cve_lists.age(one, today):,}", f"{one.rows:,}")
            for one in stored
        ]
        out.table(("name", "list", "date", "age (days)", "CVEs"), rows)
    else:
        out.say("no lists imported (see leftopen cve import --help)")


@app.command(epilog="Example: `leftopen cve show CVE-2021-44228`")
def show(
    cve: Annotated[str, typer.Argument(help="A CVE ID (example: CVE-2021-44228).")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show what the lists say about a CVE."""
    from leftopen.service.ingest import cve_lists

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        found = cve_lists.show(opened, cve)
    if json:
        out.line(cve_lists.facts_line(found))
        return
    epss = "" if found.epss is None else f"{100 * found.epss:.1f} % within 30 days"
    exploited = f"since {found.kev_added}" if found.kev_added else "not on CISA's list"
    ransomware = "yes" if found.ransomware else ""
    rows = [("EPSS", epss), ("exploited (KEV)", exploited), ("used by ransomware", ransomware)]
    out.table((found.cve, ""), [(name, value) for name, value in rows if value])


@app.command(epilog="Example: `leftopen cve remove epss`")
def remove(
    name: Annotated[str, typer.Argument(help="Name of the list (see `leftopen cve list`).")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Remove a list."""
    from leftopen.service.ingest import cve_lists

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        record_act(opened, "cve remove", name)
        cve_lists.remove(opened, name)
    if json:
        out.line({"type": "cve_list", "name": name, "removed": True})
    out.say(f"removed {name}")
