"""The commands of the custody of files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

app = typer.Typer(
    no_args_is_help=True,
    help="Take files into custody: who, when, from where, SHA-256.",
    epilog="Example: `leftopen respond 3fa9 custody add access.log.gz --from web1:/var/log/nginx`",
)


@app.command(epilog="Example: `leftopen respond 3fa9 custody add access.log.gz --from web1:/var/log/nginx`")
def add(
    context: typer.Context,
    file: Annotated[list[Path], typer.Argument(help="Files, or folders with all their files.")],
    source: Annotated[str, typer.Option("--from", help="Where they come from: machine, path, person.")],
    note: Annotated[str, typer.Option(help="A remark.")] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Record the SHA-256 of files, who took them, when, and from where. The files stay where they are."""
    from leftopen.impact.respond.custody import manifest
    from leftopen.service.respond import custody

    out = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        rows = manifest(custody.take(opened, context.obj, file, source, note))
    for row in rows:
        if json:
            out.line({"type": "custody", **row})
        else:
            out.text(f"{row['sha256']}  {row['name']}")


@app.command("list", epilog="Example: `leftopen respond 3fa9 custody list`")
def list_(context: typer.Context, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List the files in custody."""
    from leftopen.impact.respond.custody import manifest
    from leftopen.service.respond.state import load

    out = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        rows = manifest(load(opened, context.obj).entries)
    if json:
        for row in rows:
            out.line({"type": "custody", **row})
        return
    titles = ("Entry", "Taken", "By", "From", "Bytes", "SHA-256", "File")
    keys = ("entry", "taken", "by", "from", "bytes", "sha256", "name")
    out.table(titles, [[row[key] for key in keys] for row in rows])


@app.command(epilog="Example: `leftopen respond 3fa9 custody compare`")
def compare(context: typer.Context, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Hash the files in custody again, where they were. Exit code 1 if one was changed or is missing."""
    from leftopen.service.respond import custody

    out = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        found = custody.compare(opened, context.obj)
    for one in found:
        if json:
            out.line({"type": "compared", "name": one.name, "sha256": one.sha256, "today": one.today})
        else:
            out.text(f"{one.today:10} {one.name}")
    if any(one.today != "same" for one in found):
        raise typer.Exit(1)


@app.command(epilog="Example: `leftopen respond 3fa9 custody export custody.json`")
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="NAME.csv, or NAME.json for a signed file.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write the custody log as CSV, or as a signed file (to check it: leftopen report --check FILE)."""
    from leftopen.service.keys import public_file
    from leftopen.service.respond import custody

    said = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        file = custody.export(opened, context.obj, out)
        public = public_file(opened.config)
    if json:
        said.line({"type": "export", "what": "custody log", "file": str(file)})
        return
    said.text(str(file))
    if file.suffix == ".json":
        said.hint(f"to check it: leftopen report --check {file} --key {public}")
