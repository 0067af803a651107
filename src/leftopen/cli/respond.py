"""Lead the response to a leak: clocks, checklist, custody, answers, drafts and the impact report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cases.response_chain import entry_json
from leftopen.cli import (
    _respond_custody,
    _respond_drafts,
    _respond_entries,
    _respond_letters,
    _respond_text,
)
from leftopen.cli._groups import CaseGroup
from leftopen.cli._options import CaseId, Language
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb
from leftopen.model.case import Case
from leftopen.translate import ENGLISH

PANEL = "After a leak"
app = typer.Typer(
    cls=CaseGroup,
    no_args_is_help=True,
    help="Lead the first 24 hours after a leak: deadlines, checklist, custody, answers, drafts, report.\n\n"
    "`leftopen respond CASE` shows the state of the response and the next step. A case begins with a "
    "check that found the server open; without one, `leftopen assess` and `leftopen readers` still "
    "work.",
    epilog="Example: `leftopen respond 3fa9`",
)


@app.callback()
def case_of(context: typer.Context, case: CaseId) -> None:
    """The case that the subcommands are about."""
    context.obj = case


@app.command(epilog="Example: `leftopen respond 3fa9`")
@verb(existing=True, reading=True)
def show(out: Output, opened: Workspace, context: typer.Context, language: Language = "") -> None:
    """Show where the response stands: clocks, questions, checklist, and the next step."""
    from leftopen.service.respond import lines
    from leftopen.service.respond.state import load

    found = load(opened, context.obj)
    language = _language(out, opened, found.case, language)
    status = lines.status(opened, found, language)
    if out.json:
        out.lines(status)
    else:
        _respond_text.status(status, out, language)
    if found.misfits:
        raise typer.Exit(1)


@app.command(epilog="Example: `leftopen respond 3fa9 deadlines`")
@verb(existing=True, reading=True)
def deadlines(out: Output, opened: Workspace, context: typer.Context, language: Language = "") -> None:
    """List every deadline with its clock, its source and its notes. This is not legal advice."""
    from leftopen.service.respond import lines
    from leftopen.service.respond.state import load

    case = load(opened, context.obj)
    language = _language(out, opened, case.case, language)
    found = lines.deadlines(opened, case, language)
    if out.json:
        out.lines(found)
    else:
        _respond_text.deadlines(found, out, language)


@app.command(epilog="Example: `leftopen respond 3fa9 check`")
@verb(existing=True)
def check(out: Output, opened: Workspace, context: typer.Context) -> None:
    """Check that no event, entry or time of the case was changed, removed or added from outside.

    Exit code 1 if one was. A broken case is not signed and not exported.
    """
    from leftopen.service.cases.signing.integrity import breaks
    from leftopen.service.respond.state import load

    found = load(opened, context.obj)
    wrong = breaks(opened, found.case.id)
    if out.json:
        out.line({"type": "response_check", "entries": len(found.entries), "wrong": [*wrong]})
    else:
        out.lines_of("\n".join(wrong) if wrong else f"intact: {len(found.entries)} entries")
    if wrong:
        raise typer.Exit(1)


@app.command(epilog="Example: `leftopen respond 3fa9 history`")
@verb(existing=True, reading=True)
def history(out: Output, opened: Workspace, context: typer.Context, language: Language = "") -> None:
    """List every entry of the response, oldest first."""
    from leftopen.impact.respond.entry_text import sentences
    from leftopen.service.respond.state import load

    found = load(opened, context.obj)
    language, entries = _language(out, opened, found.case, language), found.entries
    message = sentences(entries)
    for entry in entries:
        line = {"type": "response_entry", **entry_json(entry)}
        out.show(line, _respond_text.entry_text(entry, message[entry.hash], language))


@app.command(epilog="Example: `leftopen respond 3fa9 answers --language fr`")
@verb(existing=True)
def answers(out: Output, opened: Workspace, context: typer.Context, language: Language = "") -> None:
    """Answer the fixed questions from what the stores hold, each figure with its bounds and its source."""
    from leftopen.impact.respond.facts import fact_json
    from leftopen.service.respond import examine

    examined = examine.examined_to_tell(opened, context.obj)
    language = _language(out, opened, examined.case, language)
    for name, one, facts in examine.answers(examined):
        if not out.json:
            out.text(one.title.text(language))
        for fact in facts:
            line = fact_json(fact, language)
            if out.json:
                out.line({"type": "fact", "question": name, **line})
            else:
                out.text(f"  {line['said']} [{fact.id}]")
                out.text(f"      {line['counted']}: {fact.link}")
    if examined.assessed and examined.assessed.others:
        out.hint(f"not included: other assessments of the case: {', '.join(examined.assessed.others)}")


@app.command(epilog="Example: `leftopen respond 3fa9 report --out impact.html`")
@verb(existing=True)
def report(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    file: Annotated[Path, typer.Option("--out", help="NAME.html or NAME.json.")],
    language: Language = "",
) -> None:
    """Write the signed impact report (to check it: leftopen report --check FILE)."""
    from leftopen.service.respond import report as service
    from leftopen.service.workspace.keys import public_file

    written = str(service.write(opened, context.obj, file, language))
    out.show({"type": "export", "what": "impact report", "file": written}, written)
    out.hint(f"to check it: leftopen report --check {written} --key {public_file(opened.config)}")


def _language(out: Output, opened: Workspace, case: Case, asked: str) -> str:
    """That of the organisation, or as asked for; what programs read stays English."""
    from leftopen.service.respond.controller import language_of

    return ENGLISH if out.json else language_of(opened, case, asked)


_respond_entries.add_to(app)
app.command(epilog="Example: `leftopen respond 3fa9 letters --out letters`")(_respond_letters.letters)
app.add_typer(_respond_custody.app, name="custody")
app.add_typer(_respond_drafts.app, name="draft")
