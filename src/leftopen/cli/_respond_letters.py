"""The command that writes letters to people."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import Language
from leftopen.cli._output import Line, Output
from leftopen.cli._verb import Workspace, verb
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.service.respond.letters import PreparedLetters, WrittenLetters

NOT_WRITTEN = 1


@verb(existing=True)
def letters(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--out", help="New or empty folder for the letters.")],
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Where the assessed store is now, if it was moved.", show_default=False),
    ] = None,
    enclose: Annotated[
        list[str] | None,
        typer.Option(
            help="FILE to enclose for all, or KIND=FILE for people with that kind of data.",
            show_default=False,
        ),
    ] = None,
    language: Language = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write the letters without a question.")] = False,
) -> None:
    """Write one letter to each affected person from the approved draft `people`, and a table for mail merge.

    Reads names and addresses anew from the assessed store. They stand in the folder only. Says how many
    would be read and asks; where no terminal can answer, it needs --yes.
    """
    from leftopen.service.respond import letters as service

    ready = service.prepare(opened, context.obj, folder, language, moved=source, enclosures=enclose or ())
    if not yes:
        _ask(ready, out)
    _show(ready, service.write(opened, ready), out)


def _ask(ready: PreparedLetters, out: Output) -> None:
    """Raises typer.Exit where it may not."""
    paths = ", ".join([str(ready.moved)] if ready.moved else ready.chosen.assessment.paths)
    text = (
        f"would read the names and addresses of {format_count(ready.people, 'person', 'people')} in {paths}"
    )
    out.show({"type": "letters_preview", "people": ready.people, "folder": str(ready.out)}, text)
    if not out.json and sys.stdin.isatty():
        if typer.confirm(f"Read them, and write letters into {ready.out}?", err=True):
            return
        out.say("nothing was read or written")
    else:
        out.say("nothing was read or written; to write the letters, add --yes")
    raise typer.Exit(NOT_WRITTEN)


def _show(ready: PreparedLetters, done: WrittenLetters, out: Output) -> None:
    """The sums, then who has no letter; masked."""
    people, written = format_count(done.people, "person", "people"), format_count(done.letters, "letter")
    sums: Line = {
        "type": "letters",
        "folder": str(ready.out),
        "people": done.people,
        "letters": done.letters,
        "not_addressed": len(done.left_out),
        "reasons": {why.value: count for why, count in sorted(done.counts.items())},
    }
    texts = [f"{people}: {written} in {ready.out}"]
    texts += [f"  {count} not addressed: {why}" for why, count in done.counts.items()]
    out.show(sums, "\n".join(texts))
    for person, why in done.left_out:
        line: Line = {
            "type": "not_addressed",
            "person": person.id,
            "name": person.name or None,
            "why": why.value,
        }
        out.show(line, f"    {person.id}  {person.name or '-'}  {why.value}")
    if done.left_out and not out.json:
        out.hint("to look at them: leftopen assess people")
