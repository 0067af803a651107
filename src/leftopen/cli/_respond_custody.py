"""The commands of the custody of files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb
from leftopen.impact.respond.custody import manifest

app = typer.Typer(
    no_args_is_help=True,
    help="Take files into custody: who, when, from where, SHA-256.",
    epilog="Example: `leftopen respond 3fa9 custody add access.log.gz --from web1:/var/log/nginx`",
)


@app.command(epilog="Example: `leftopen respond 3fa9 custody add access.log.gz --from web1:/var/log/nginx`")
@verb(existing=True)
def add(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    file: Annotated[list[Path], typer.Argument(help="Files, or folders with all their files.")],
    source: Annotated[str, typer.Option("--from", help="Where they come from: machine, path, person.")],
    note: Annotated[str, typer.Option(help="A remark.")] = "",
) -> None:
    """Record the SHA-256 of files, who took them, when, and from where. The files stay where they are."""
    from leftopen.service.respond import custody

    for row in manifest(custody.take(opened, context.obj, file, source, note)):
        out.show({"type": "custody", **row}, f"{row['sha256']}  {row['name']}")


@app.command("list", epilog="Example: `leftopen respond 3fa9 custody list`")
@verb(listing=True, existing=True)
def list_(out: Output, opened: Workspace, context: typer.Context) -> None:
    """List the files in custody."""
    from leftopen.service.respond.state import load

    rows = manifest(load(opened, context.obj).entries)
    titles = ("Entry", "Taken", "By", "From", "Bytes", "SHA-256", "File")
    keys = ("entry", "taken", "by", "from", "bytes", "sha256", "name")
    lines = ({"type": "custody", **row} for row in rows)
    out.rows(lines, titles, ([row[key] for key in keys] for row in rows))


@app.command(epilog="Example: `leftopen respond 3fa9 custody compare`")
@verb(existing=True)
def compare(out: Output, opened: Workspace, context: typer.Context) -> None:
    """Hash the files in custody again, where they were. Exit code 1 if one was changed or is missing."""
    from leftopen.service.respond import custody

    found = custody.compare(opened, context.obj)
    for one in found:
        line = {"type": "compared", "name": one.name, "sha256": one.sha256, "today": one.today}
        out.show(line, f"{one.today:10} {one.name}")
    if any(one.today != "same" for one in found):
        raise typer.Exit(1)


@app.command(epilog="Example: `leftopen respond 3fa9 custody export custody.json`")
@verb(existing=True)
def export(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="NAME.csv, or NAME.json for a signed file.")],
) -> None:
    """Write the custody log as CSV, or as a signed file (to check it: leftopen report --check FILE)."""
    from leftopen.service.respond import custody
    from leftopen.service.workspace.keys import public_file

    written = custody.export(opened, context.obj, file)
    out.show({"type": "export", "what": "custody log", "file": str(written)}, str(written))
    if written.suffix == ".json":
        out.hint(f"to check it: leftopen report --check {written} --key {public_file(opened.config)}")
