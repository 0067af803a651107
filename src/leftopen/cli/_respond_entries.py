"""The commands that write an entry of the response."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from leftopen.cases.response_chain import entry_json
from leftopen.cli._options import Reason
from leftopen.cli._output import Output
from leftopen.cli._respond_text import entry_text
from leftopen.cli._verb import Workspace, verb, word_of, wrong_usage
from leftopen.errors import BadRequest
from leftopen.model.response import ResponseEntry, Word

At = Annotated[str, typer.Argument(help="Time, such as 2027-01-31T09:30Z or 2027-01-31T10:30+01:00.")]
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
    app.command(epilog="Example: `leftopen respond 3fa9 moment aware 2027-01-31T09:30Z --how 'call'`")(moment)
    app.command(epilog="Example: `leftopen respond 3fa9 answer gdpr yes --reason 'our customers'`")(answer)
    app.add_typer(logs, name="log")
    app.command(
        epilog="Example: `leftopen respond 3fa9 step snapshot --reason 'disk image by the provider'`"
    )(step)
    app.command(epilog="Example: `leftopen respond 3fa9 role lead maria`")(role)
    app.add_typer(tasks, name="task")
    app.command(epilog="Example: `leftopen respond 3fa9 decide 'tell the press' --reason 'it is public'`")(
        decide
    )
    app.command(epilog="Example: `leftopen respond 3fa9 deadline gdpr.authority 2027-02-01T08:00Z`")(deadline)


@verb(existing=True)
def moment(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    moment: Annotated[str, typer.Argument(help="aware, identified, major or material.")],
    at: At,
    how: Annotated[str, typer.Option(help="How it became known.")],
) -> None:
    """Record when something became known. Deadlines count from this time."""
    from leftopen.service.respond import log

    _show(out, opened, log.moment(opened, context.obj, moment, _time(at), how))


@verb(existing=True)
def answer(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Name of the law or question, such as gdpr or high_risk.")],
    word: Annotated[str, typer.Argument(help="yes, no or unknown.", metavar="yes|no|unknown")],
    reason: Reason = "",
) -> None:
    """Say whether a law applies, or answer another question. No clock starts before."""
    from leftopen.service.respond import log

    _show(out, opened, log.answer(opened, context.obj, question, word_of(Word, word, "WORD"), reason))


@logs.command(
    "add",
    epilog="Example: `leftopen respond 3fa9 log add nginx --where web1:/var/log/nginx --rotates unknown`",
)
@verb(existing=True)
def log_add(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="Which log.")],
    where: Annotated[str, typer.Option(help="Machine and path, or service.")],
    rotates: Annotated[str, typer.Option(help="When its oldest part is deleted: a time, unknown or never.")],
) -> None:
    """List a log that must be preserved."""
    from leftopen.service.respond import log

    end = rotates if rotates in (log.UNKNOWN, log.NEVER) else _time(rotates)
    _show(out, opened, log.log_source(opened, context.obj, what, where, end))


@logs.command("preserved", epilog="Example: `leftopen respond 3fa9 log preserved 1 --note 'copied to vault'`")
@verb(existing=True)
def preserve_log(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    number: Number,
    note: Annotated[str, typer.Option(help="Where it is now.")] = "",
) -> None:
    """Record that a log was put aside."""
    from leftopen.service.respond import log

    _show(out, opened, log.preserve_log(opened, context.obj, number, note))


@verb(existing=True)
def step(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    step: Annotated[str, typer.Argument(help="Name of the step of the checklist.")],
    reason: Annotated[str, typer.Option(help="What was done, or why it is not needed.")],
    not_needed: Annotated[bool, typer.Option("--not-needed", help="The step is not needed.")] = False,
) -> None:
    """Close a step of the checklist. Most steps close automatically once the records show them done."""
    from leftopen.service.respond import log

    _show(out, opened, log.step(opened, context.obj, step, done=not not_needed, why=reason))


@verb(existing=True)
def role(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    role: Annotated[str, typer.Argument(help="lead, technical, legal or communications.")],
    who: Annotated[str, typer.Argument(help="Who has it.")],
) -> None:
    """Give a role to a person."""
    from leftopen.service.respond import log

    _show(out, opened, log.role(opened, context.obj, role, who))


@tasks.command("add", epilog="Example: `leftopen respond 3fa9 task add 'call the provider' --who maria`")
@verb(existing=True)
def task_add(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="What is to be done.")],
    who: Annotated[str, typer.Option(help="Who does it.")],
    due: Annotated[str, typer.Option(help="By when.", show_default=False)] = "",
) -> None:
    """Give a task to a person."""
    from leftopen.service.respond import log

    _show(out, opened, log.task(opened, context.obj, what, who, _time(due) if due else None))


@tasks.command("done", epilog="Example: `leftopen respond 3fa9 task done 1`")
@verb(existing=True)
def task_done(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    number: Number,
    note: Annotated[str, typer.Option(help="The outcome.")] = "",
) -> None:
    """Record that a task is done."""
    from leftopen.service.respond import log

    _show(out, opened, log.task_done(opened, context.obj, number, note))


@verb(existing=True)
def decide(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    decision: Annotated[str, typer.Argument(help="What was decided.")],
    reason: Reason,
) -> None:
    """Record a decision with its reason."""
    from leftopen.service.respond import log

    _show(out, opened, log.decision(opened, context.obj, decision, reason))


@verb(existing=True)
def deadline(
    out: Output,
    opened: Workspace,
    context: typer.Context,
    deadline: Annotated[str, typer.Argument(help="Name of the deadline, such as gdpr.authority.")],
    at: At,
    reference: Annotated[str, typer.Option(help="Reference of the receiver.")] = "",
) -> None:
    """Record that a deadline was met, and when."""
    from leftopen.service.respond import log

    _show(out, opened, log.meet_deadline(opened, context.obj, deadline, _time(at), reference))


def _time(text: str) -> datetime:
    """A time with its zone: without one, nobody could say when a clock ends. Raises BadParameter."""
    from leftopen.service.respond.times import moment_of

    with wrong_usage(BadRequest):
        return moment_of(text)


def _show(out: Output, opened: Workspace, entry: ResponseEntry) -> None:
    from leftopen.impact.respond.entry_text import sentence
    from leftopen.impact.respond.response import response_of
    from leftopen.store.records.entities.cases.responses import Responses

    if out.json:
        out.line({"type": "response_entry", **entry_json(entry)})
        return
    state = response_of(Responses(opened.store.records).of(entry.case))
    out.text(entry_text(entry, sentence(entry, state)))
    out.hint(f"next: leftopen respond {entry.case[:8]}")
