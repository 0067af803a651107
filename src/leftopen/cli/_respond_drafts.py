"""The commands of the drafts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import Language
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb
from leftopen.errors import BadRequest
from leftopen.impact.respond.drafting import as_text

Name = Annotated[str, typer.Argument(help="Name of the draft, such as people, regulator or nis2_final.")]
app = typer.Typer(
    no_args_is_help=True,
    help="Drafts for the people and authorities to inform. Every sentence names its fact.",
    epilog="Example: `leftopen respond 3fa9 draft show leadership --language fr`",
)


@app.command(epilog="Example: `leftopen respond 3fa9 draft show leadership --out leadership.txt`")
@verb(existing=True)
def show(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    name: Name,
    language: Language = "",
    file: Annotated[
        Path | None, typer.Option("--out", help="Write the text to this file.", show_default=False)
    ] = None,
) -> None:
    """Print a draft as a text that you can edit and save. Each sentence ends with the ids of its facts."""
    from leftopen.service.respond import drafts
    from leftopen.service.workspace.write_file import write_named

    found = drafts.show(opened, context.obj, name, language)
    if out.json:
        for one in found.sentences:
            out.line({"type": "sentence", "draft": name, "text": one.text, "facts": [*one.facts]})
        return
    lines = as_text(found.sentences).splitlines()
    if file is not None:
        write_named(file, as_text(found.sentences).encode())
        lines = [str(file)]
    for line in lines:
        out.text(line)
    state = f"approved by {found.approved.by}" if found.approved else "not approved"
    out.say(f"{state}{'; the facts have changed since it was saved' if found.outdated else ''}")


@app.command(epilog="Example: `leftopen respond 3fa9 draft save leadership leadership.txt`")
@verb(existing=True)
def save(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    name: Name,
    file: Annotated[Path, typer.Argument(help="The edited text.")],
    language: Language = "",
) -> None:
    """Save an edited draft. A sentence of your own names its facts, or ends in [said]."""
    from leftopen.service.respond import drafts

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"cannot read {file}: {error}") from None
    entry = drafts.save(opened, context.obj, name, language, text)
    _show(f"draft {name} ({entry.body['language']}) saved as entry {entry.seq}", out)
    for line in drafts.masked_lines(entry, text):
        out.hint(f"WARNING: personal values were masked in this line: {line}")


@app.command(epilog="Example: `leftopen respond 3fa9 draft approve leadership`")
@verb(existing=True)
def approve(
    out: Output, opened: Workspace, context: typer.Context, name: Name, language: Language = ""
) -> None:
    """Approve a draft as it stands now, under your name."""
    from leftopen.service.respond import drafts

    entry = drafts.approve(opened, context.obj, name, language)
    _show(f"draft {name} ({entry.body['language']}) approved by {entry.by}", out)


@app.command(epilog="Example: `leftopen respond 3fa9 draft export leadership leadership.docx`")
@verb(existing=True)
def export(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    name: Name,
    file: Annotated[Path, typer.Argument(help="NAME.html or NAME.docx.")],
    language: Language = "",
) -> None:
    """Write a draft as HTML (a browser prints it as PDF) or DOCX. If nobody approved it, it says so."""
    from leftopen.service.respond import drafts

    _show(str(drafts.export(opened, context.obj, name, language, file)), out)


def _show(text: str, out: Output) -> None:
    out.show({"type": "draft", "said": text}, text)
