"""The subcommands that `check`, `shape`, `probe` and `detector` share: `list`, `show` and `new`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.model.facts import Json


def show(kind: str, name: str, out: Output) -> None:
    """Prints the page of a check, shape, probe or detector, or its JSON line."""
    from leftopen.service import reference

    if out.json:
        out.line(reference.line(kind, name))
        return
    for line in reference.page(kind, name).splitlines():
        out.text(line)


def list_(kind: str, columns: tuple[str, ...], out: Output) -> None:
    """Prints all checks, shapes, probes or detectors, with some of their properties."""
    from leftopen.service import reference

    lines = [reference.line(kind, name) for name in reference.names(kind)]
    if out.json:
        for line in lines:
            out.line(line)
        return
    out.table(
        ("name", *(column.replace("_", " ") for column in columns)),
        [(line["name"], *(_cell(line[column]) for column in columns)) for line in lines],
    )


def scaffold(kind: str, name: str, out: Output) -> None:
    """Creates a check or probe and its test, and prints the next step."""
    from pathlib import Path

    from leftopen.service.scaffold import make

    new = make(kind, name, Path.cwd())
    file, test = new.file.relative_to(new.root), new.test.relative_to(new.root)
    if out.json:
        out.line({"type": "leaf", "kind": kind, "name": name, "file": str(new.file), "test": str(new.test)})
        return
    out.text(str(file))
    out.text(str(test))
    out.say(
        f"the generated code works for an example product; next, edit {file} (see docs/writing-a-check.md)"
    )


def _cell(value: Json) -> str:
    """Table cell: empty for no, lists joined with commas."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
