"""Import, list, show and remove lists of CVEs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, record_act, verb
from leftopen.present.humanize import format_count

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="Manage lists of CVEs: probability of an attack (EPSS) and known exploited vulnerabilities (KEV).",
    epilog="Example: `leftopen cve list`",
)


@app.command("import", epilog="Example: `leftopen cve import epss_scores-current.csv.gz`")
@verb()
def import_(
    out: Output,
    opened: Workspace,
    file: Annotated[
        list[Path],
        typer.Argument(help="EPSS scores (FIRST, CSV, also gzip) or the KEV catalogue (CISA, JSON)."),
    ],
) -> None:
    """Import lists of CVEs. A list of the same kind is replaced. Nothing is downloaded."""
    from leftopen.service.ingest.cve_lists import import_list, line

    for one in file:
        record_act(opened, "cve import", one.name)
        taken = import_list(opened, one)
        stored, bad = taken.stored, f", {format_count(taken.bad, 'bad row')}" if taken.bad else ""
        text = f"{stored.title}, {stored.dated}: {format_count(stored.rows, 'CVE')}{bad}"
        out.show({**line(stored), "bad": taken.bad}, text)


@app.command("list", epilog="Example: `leftopen cve list --json`")
@verb(listing=True)
def list_(out: Output, opened: Workspace) -> None:
    """List the imported lists with their dates."""
    from leftopen.service.ingest import cve_lists

    stored, today = cve_lists.stored_lists(opened), opened.clock().date()
    rows = (
        (one.name, one.title, one.dated, f"{cve_lists.age(one, today):,}", f"{one.rows:,}") for one in stored
    )
    titles = ("name", "list", "date", "age (days)", "CVEs")
    out.rows(map(cve_lists.line, stored), titles, rows, "no lists imported (see leftopen cve import --help)")


@app.command(epilog="Example: `leftopen cve show CVE-2021-44228`")
@verb()
def show(
    out: Output,
    opened: Workspace,
    cve: Annotated[str, typer.Argument(help="A CVE ID (example: CVE-2021-44228).")],
) -> None:
    """Show what the lists say about a CVE."""
    from leftopen.service.ingest import cve_lists

    found = cve_lists.show(opened, cve)
    epss = "" if found.epss is None else f"{100 * found.epss:.1f} % within 30 days"
    exploited = f"since {found.kev_added}" if found.kev_added else "not on CISA's list"
    ransomware = "yes" if found.ransomware else ""
    rows = [("EPSS", epss), ("exploited (KEV)", exploited), ("used by ransomware", ransomware)]
    out.rows([cve_lists.facts_line(found)], (found.cve, ""), (row for row in rows if row[1]), short=False)


@app.command(epilog="Example: `leftopen cve remove epss`")
@verb()
def remove(
    out: Output,
    opened: Workspace,
    name: Annotated[str, typer.Argument(help="Name of the list (see `leftopen cve list`).")],
) -> None:
    """Remove a list."""
    from leftopen.service.ingest import cve_lists

    record_act(opened, "cve remove", name)
    cve_lists.remove(opened, name)
    out.done({"type": "cve_list", "name": name, "removed": True}, f"removed {name}")
