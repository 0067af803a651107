"""The subcommands that `check`, `shape`, `probe` and `detector` share: `list`, `show` and `new`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import verb

if TYPE_CHECKING:
    from leftopen.model.facts import Json

Name = Annotated[str, typer.Argument(help="Its name, as `list` shows it.")]


def reference_app(kind: str, about: str, listed: str, columns: tuple[str, ...], shown: str) -> typer.Typer:
    """The commands `list` and `show` of a kind of leaves. `about`, `listed`, `shown`: their help; an example
    of a name stands in `shown`, after a line feed."""
    app = typer.Typer(no_args_is_help=True, help=about, epilog=f"Example: `leftopen {kind} list`")
    help_of_show, _, example = shown.partition("\n")

    @app.command("list", help=listed, epilog=f"Example: `leftopen {kind} list --json`")
    @verb(listing=True)
    def list_(out: Output) -> None:
        from leftopen.service.reference import leaf_pages

        _take_own(kind)
        lines = [leaf_pages.line(kind, name) for name in leaf_pages.names(kind)]
        titles = ("name", *(column.replace("_", " ") for column in columns))
        rows = ((line["name"], *(_cell(line[column]) for column in columns)) for line in lines)
        out.rows(lines, titles, rows)

    @app.command(help=help_of_show, epilog=f"Example: `leftopen {kind} show {example}`")
    @verb()
    def show(out: Output, name: Name) -> None:
        from leftopen.service.reference import leaf_pages

        _take_own(kind)
        if out.json:
            out.line(leaf_pages.line(kind, name))
        else:
            out.lines_of(leaf_pages.page(kind, name).rstrip("\n"))

    return app


def _take_own(kind: str) -> None:
    """These commands open no data folder, which would do so."""
    from leftopen.service.workspace.workspace import config_folder, read_settings, take_own_checks

    if kind == "check":
        take_own_checks(read_settings(config_folder(os.environ), {}, os.environ))


def scaffold(kind: str, name: str, out: Output) -> None:
    """Creates a check or probe and its test, and prints the next step."""
    from leftopen.service.reference.scaffold import make

    new = make(kind, name, Path.cwd())
    file, test = new.file.relative_to(new.root), new.test.relative_to(new.root)
    if out.json:
        out.line({"type": "leaf", "kind": kind, "name": name, "file": str(new.file), "test": str(new.test)})
        return
    out.lines_of(f"{file}\n{test}")
    out.say(
        f"the generated code works for an example product; next, edit {file} "
        "(see docs/project/writing-a-check.md)"
    )


def _cell(value: Json) -> str:
    """Table cell: empty for no, lists joined with commas."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
