"""The commands that write an entry of the response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, filled
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from datetime import datetime

    from leftopen.model.response import ResponseEntry
    from leftopen.service.workspace import Workspace

At = Annotated[str, typer.Argument(help="Time, such as 2027-01-31T09:30Z or 2027-01-31T10:30+01:00.")]
Why = Annotated[str, typer.Option(help="Reason.")]
Number = Annotated[int, typer.Argument(help="Its number, as `leftopen respond CASE` shows it.")]
logs = typer.Typer(
    no_args_is_help=True,
    help="List the logs that must be preserved, with the time at which each rotates.",
    epilog="Example: `leftopen respond 3fa9 log add nginx --where web1:/var/log/nginx --rotates "
    "2027-02-01T00:00Z`",
)
tasks = typer.Typer(
    no_args_is_help=True,
    help="Give tasks to people.",
    epilog="Example: `leftopen respond 3fa9 task add 'call the provider' --who maria`",
)


def add_to(app: typer.Typer) -> None:
    """In the order of the help."""
    app.command(epilog="Example: `leftopen respond 3fa9 known aware 2027-01-31T09:30Z --how 'call'`")(known)
    app.command(epilog="Example: `leftopen respond 3fa9 answer gdpr yes --why 'our customers'`")(answer)
    app.add_typer(logs, name="log")
    app.command(epilog="Example: `leftopen respond 3fa9 done snapshot --why 'disk image by the provider'`")(
        done
    )
    app.command(epilog="Example: `leftopen respond 3fa9 role lead maria`")(role)
    app.add_typer(tasks, name="task")
    app.command(epilog="Example: `leftopen respond 3fa9 decide 'tell the press' --why 'it is public'`")(
        decide
    )
    app.command(epilog="Example: `leftopen respond 3fa9 met gdpr.authority 2027-02-01T08:00Z`")(met)


def known(
    context: typer.Context,
    moment: Annotated[str, typer.Argument(help="aware, identified, major or material.")],
    at: At,
    how: Annotated[str, typer.Option(help="How it became known.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Record when something became known. The clocks count from these moments."""
    from leftopen.service.respond import log

    with filled(data) as opened:
        entry = log.moment(opened, context.obj, moment, _time(at), how)
        _tell(opened, entry, Output(json=json, quiet=quiet))


def answer(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Name of the law or question, such as gdpr or high_risk.")],
    word: Annotated[str, typer.Argument(help="yes, no or unknown.", metavar="yes|no|unknown")],
    why: Annotated[str, typer.Option(help="Reason.")] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say whether a law applies, or answer another question. No clock starts before."""
    from leftopen.model.response import Word
    from leftopen.service.respond import log

    if word not in [*Word]:
        raise typer.BadParameter(f"{word!r} is not yes, no or unknown", param_hint="WORD")
    with filled(data) as opened:
        entry = log.answer(opened, context.obj, question, Word(word), why)
        _tell(opened, entry, Output(json=json, quiet=quiet))


@logs.command(
    "add",
    epilog="Example: `leftopen respond 3fa9 log add nginx --where web1:/var/log/nginx --rotates unknown`",
)
def log_add(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="Which log.")],
    where: Annotated[str, typer.Option(help="Machine and path, or service.")],
    rotates: Annotated[str, typer.Option(help="When its oldest part is deleted: a time, unknown or never.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List a log that must be preserved."""
    from leftopen.service.respond import log

    moment = rotates if rotates in (log.UNKNOWN, log.NEVER) else _time(rotates)
    with filled(data) as opened:
        entry = log.log_source(opened, context.obj, what, where, moment)
        _tell(opened, entry, Output(json=json, quiet=quiet))


@logs.command("preserved", epilog="Example: `leftopen respond 3fa9 log preserved 1 --note 'copied to vault'`")
def log_preserved(
    context: typer.Context,
    number: Number,
    note: Annotated[str, typer.Option(help="Where it is now.")] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Record that a log was put aside."""
    from leftopen.service.respond import log

    with filled(data) as opened:
        entry = log.log_preserved(opened, context.obj, number, note)
        _tell(opened, entry, Output(json=json, quiet=quiet))


def done(
    context: typer.Context,
    step: Annotated[str, typer.Argument(help="Name of the step of the checklist.")],
    why: Annotated[str, typer.Option(help="What was done, or why it is not needed.")],
    not_needed: Annotated[bool, typer.Option("--not-needed", help="The step is not needed.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Close a step of the checklist. Most steps close by themselves, by what the records show."""
    from leftopen.service.respond import log

    with filled(data) as opened:
        entry = log.step(opened, context.obj, step, done=not not_needed, why=why)
        _tell(opened, entry, Output(json=json, quiet=quiet))


def role(
    context: typer.Context,
    role: Annotated[str, typer.Argument(help="lead, technical, legal or communications.")],
    who: Annotated[str, typer.Argument(help="Who has it.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Give a role to a person."""
    from leftopen.service.respond import log

    with filled(data) as opened:
        entry = log.role(opened, context.obj, role, who)
        _tell(opened, entry, Output(json=json, quiet=quiet))


@tasks.command("add", epilog="Example: `leftopen respond 3fa9 task add 'call the provider' --who maria`")
def task_add(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="What is to be done.")],
    who: Annotated[str, typer.Option(help="Who does it.")],
    due: Annotated[str, typer.Option(help="By when.", show_default=False)] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Give a task to a person."""
    from leftopen.service.respond import log

    with filled(data) as opened:
        entry = log.task(opened, context.obj, what, who, _time(due) if due else None)
        _tell(opened, entry, Output(json=json, quiet=quiet))


@tasks.command("done", epilog="Example: `leftopen respond 3fa9 task done 1`")
def task_done(
    context: typer.Context,
    number: Number,
    note: Annotated[str, typer.Option(help="What came of it.")] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Record that a task is done."""
    from leftopen.service.respond import log

    with filled(data) as opened:
        entry = log.task_done(opened, context.obj, number, note)
        _tell(opened, entry, Output(json=json, quiet=quiet))


def decide(
    context: typer.Context,
    decision: Annotated[str, typer.Argument(help="What was decided.")],
    why: Why,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Record a decision with its reason."""
    from leftopen.service.respond import log

    with filled(data) as opened:
        entry = log.decision(opened, context.obj, decision, why)
        _tell(opened, entry, Output(json=json, quiet=quiet))


def met(
    context: typer.Context,
    deadline: Annotated[str, typer.Argument(help="Name of the deadline, such as gdpr.authority.")],
    at: At,
    reference: Annotated[str, typer.Option(help="Reference of the receiver.")] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Record that a deadline was met, and when."""
    from leftopen.service.respond import log

    with filled(data) as opened:
        entry = log.met(opened, context.obj, deadline, _time(at), reference)
        _tell(opened, entry, Output(json=json, quiet=quiet))


def _time(text: str) -> datetime:
    """A time with its zone: without one, nobody could say when a clock ends. Raises BadParameter."""
    from leftopen.errors import BadRequest
    from leftopen.present.one_line import one_line
    from leftopen.service.respond.times import moment_of

    try:
        return moment_of(text)
    except BadRequest as error:
        raise typer.BadParameter(one_line(str(error))) from None


def _tell(opened: Workspace, entry: ResponseEntry, out: Output) -> None:
    from leftopen.cases.response_chain import entry_json
    from leftopen.cli._respond_text import entry_text
    from leftopen.impact.respond.entry_text import sentence
    from leftopen.impact.respond.response import response_of
    from leftopen.store.records.entities.cases.responses import Responses

    if out.json:
        out.line({"type": "response_entry", **entry_json(entry)})
    else:
        state = response_of(Responses(opened.store.records).of(entry.case))
        out.text(entry_text(entry, sentence(entry, state)))
        out.hint(f"next: leftopen respond {entry.case[:8]}")
