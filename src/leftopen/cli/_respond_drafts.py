"""The commands of the drafts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

Name = Annotated[str, typer.Argument(help="leadership, regulator, people, press or questions.")]
Language = Annotated[str, typer.Option(help="en or fr.")]
app = typer.Typer(
    no_args_is_help=True,
    help="Drafts for those who must be told. Every sentence names its fact.",
    epilog="Example: `leftopen respond 3fa9 draft show leadership --language fr`",
)


@app.command(epilog="Example: `leftopen respond 3fa9 draft show leadership --out leadership.txt`")
def show(
    context: typer.Context,
    name: Name,
    language: Language = "en",
    file: Annotated[
        Path | None, typer.Option("--out", help="Write the text to this file.", show_default=False)
    ] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Print a draft as a text that you can edit and save. Each sentence ends with the ids of its facts."""
    from leftopen.impact.respond.drafting import as_text
    from leftopen.service.respond import drafts
    from leftopen.service.write_file import write_named

    out = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        found = drafts.show(opened, context.obj, name, language)
    if json:
        for one in found.sentences:
            out.line({"type": "sentence", "draft": name, "text": one.text, "facts": [*one.facts]})
        return
    if file is not None:
        write_named(file, as_text(found.sentences).encode())
        out.text(str(file))
    else:
        for line in as_text(found.sentences).splitlines():
            out.text(line)
    state = f"approved by {found.approved.by}" if found.approved else "not approved"
    out.say(f"{state}{'; the facts have changed since it was saved' if found.outdated else ''}")


@app.command(epilog="Example: `leftopen respond 3fa9 draft save leadership leadership.txt`")
def save(
    context: typer.Context,
    name: Name,
    file: Annotated[Path, typer.Argument(help="The edited text.")],
    language: Language = "en",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Save an edited draft. A sentence of your own names its facts, or ends in [said]."""
    from leftopen.errors import BadRequest
    from leftopen.service.respond import drafts

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"cannot read {file}: {error}") from None
    with filled(data) as opened:
        entry = drafts.save(opened, context.obj, name, language, text)
    _tell(f"draft {name} ({language}) saved as entry {entry.seq}", Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen respond 3fa9 draft approve leadership`")
def approve(
    context: typer.Context,
    name: Name,
    language: Language = "en",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Approve a draft as it stands now, under your name."""
    from leftopen.service.respond import drafts

    with filled(data) as opened:
        entry = drafts.approve(opened, context.obj, name, language)
    _tell(f"draft {name} ({language}) approved by {entry.by}", Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen respond 3fa9 draft export leadership leadership.docx`")
def export(
    context: typer.Context,
    name: Name,
    out: Annotated[Path, typer.Argument(help="NAME.html or NAME.docx.")],
    language: Language = "en",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write a draft as HTML (a browser prints it as PDF) or DOCX. If nobody approved it, it says so."""
    from leftopen.service.respond import drafts

    with filled(data) as opened:
        file = drafts.export(opened, context.obj, name, language, out)
    _tell(str(file), Output(json=json, quiet=quiet))


def _tell(said: str, out: Output) -> None:
    if out.json:
        out.line({"type": "draft", "said": said})
    else:
        out.text(said)
