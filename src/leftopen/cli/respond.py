"""Lead the response to a leak: clocks, checklist, custody, answers, drafts and the impact report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli import _respond_custody, _respond_drafts, _respond_entries
from leftopen.cli._case_argument import CaseGroup
from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

PANEL = "After a leak"
app = typer.Typer(
    cls=CaseGroup,
    no_args_is_help=True,
    help="Lead the first 24 hours after a leak: clocks, checklist, custody, answers, drafts, report.\n\n"
    "`leftopen respond CASE` shows where the response stands, and the next step. A case begins with a check "
    "that found the server open; without one, `leftopen assess` and `leftopen readers` still work.",
    epilog="Example: `leftopen respond 3fa9`",
)


@app.callback()
def case_of(
    context: typer.Context,
    case: Annotated[str, typer.Argument(help="Case ID, or a unique prefix of it.")],
) -> None:
    """The case that the subcommands are about."""
    context.obj = case


@app.command(epilog="Example: `leftopen respond 3fa9`")
def show(context: typer.Context, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show where the response stands: clocks, questions, checklist, and the next step."""
    from leftopen.cli._respond_text import status
    from leftopen.service.respond import lines
    from leftopen.service.respond.state import load

    out = Output(json=json, quiet=quiet)
    with filled(data, reading=True) as opened:
        found = load(opened, context.obj)
        shown = lines.status(opened, found)
    for line in shown:
        if json:
            out.line(line)
    if not json:
        status(shown, out)
    if found.misfits:
        raise typer.Exit(1)


@app.command(epilog="Example: `leftopen respond 3fa9 deadlines`")
def deadlines(context: typer.Context, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List every deadline with its clock, its source and its notes. This is not legal advice."""
    from leftopen.cli._respond_text import deadlines as show_deadlines
    from leftopen.service.respond import lines
    from leftopen.service.respond.state import load

    out = Output(json=json, quiet=quiet)
    with filled(data, reading=True) as opened:
        shown = lines.deadlines(opened, load(opened, context.obj))
    if json:
        for line in shown:
            out.line(line)
        return
    show_deadlines(shown, out)


@app.command(epilog="Example: `leftopen respond 3fa9 check`")
def check(context: typer.Context, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Check that no event, entry or time of the case was changed, removed or added from outside.

    Exit code 1 if one was. A broken case is not signed and not exported.
    """
    from leftopen.service.cases.signing.integrity import breaks
    from leftopen.service.respond.state import load

    out = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        found = load(opened, context.obj)
        wrong = breaks(opened, found.case.id)
    if json:
        out.line({"type": "response_check", "entries": len(found.entries), "wrong": [*wrong]})
    else:
        out.lines_of("\n".join(wrong) if wrong else f"intact: {len(found.entries)} entries")
    if wrong:
        raise typer.Exit(1)


@app.command(epilog="Example: `leftopen respond 3fa9 history`")
def history(context: typer.Context, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List every entry of the response, oldest first."""
    from leftopen.cases.response_chain import entry_json
    from leftopen.cli._respond_text import entry_text
    from leftopen.impact.respond.entry_text import sentences
    from leftopen.service.respond.state import load

    out = Output(json=json, quiet=quiet)
    with filled(data, reading=True) as opened:
        entries = load(opened, context.obj).entries
    said = sentences(entries)
    for entry in entries:
        if json:
            out.line({"type": "response_entry", **entry_json(entry)})
        else:
            out.text(entry_text(entry, said[entry.hash]))


@app.command(epilog="Example: `leftopen respond 3fa9 answers --language fr`")
def answers(
    context: typer.Context,
    language: Annotated[str, typer.Option(help="en or fr.")] = "en",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Answer the fixed questions from what the stores hold, each figure with its bounds and its source."""
    from leftopen.impact.respond.facts import fact_json
    from leftopen.service.respond.examine import answers as answers_of
    from leftopen.service.respond.examine import examined_to_tell

    out = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        examined = examined_to_tell(opened, context.obj)
        found = answers_of(examined)
    for name, one, facts in found:
        if not json:
            out.text(one.title.text(language))
        for fact in facts:
            line = fact_json(fact, language)
            if json:
                out.line({"type": "fact", "question": name, **line})
            else:
                out.text(f"  {line['said']} [{fact.id}]")
                out.text(f"      {line['counted']}: {fact.link}")
    if examined.assessed and examined.assessed.others:
        out.hint(f"not read: other assessments of the case: {', '.join(examined.assessed.others)}")


@app.command(epilog="Example: `leftopen respond 3fa9 report --out impact.html`")
def report(
    context: typer.Context,
    file: Annotated[Path, typer.Option("--out", help="NAME.html or NAME.json.")],
    language: Annotated[str, typer.Option(help="en or fr.")] = "en",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write the signed impact report (to check it: leftopen report --check FILE)."""
    from leftopen.service.keys import public_file
    from leftopen.service.respond import report as service

    out = Output(json=json, quiet=quiet)
    with filled(data) as opened:
        written = service.write(opened, context.obj, file, language)
        public = public_file(opened.config)
    if json:
        out.line({"type": "export", "what": "impact report", "file": str(written)})
        return
    out.text(str(written))
    out.hint(f"to check it: leftopen report --check {written} --key {public}")


_respond_entries.add_to(app)
app.add_typer(_respond_custody.app, name="custody")
app.add_typer(_respond_drafts.app, name="draft")
