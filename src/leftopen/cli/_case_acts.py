"""Acts on cases: decisions, assignee, due date, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._next_steps import after_case, say_next
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.model.case import Case, CaseEventKind
    from leftopen.service.cases.decisions import Given

acts = typer.Typer()
Id = Annotated[str, typer.Argument(help="Case ID, or a unique prefix of it.")]
Why = Annotated[str, typer.Option(help="Reason for the decision.")]
Only = Annotated[
    bool,
    typer.Option("--only", help="Only this case, not the same server's cases at its other addresses."),
]


@acts.command(epilog="Example: `leftopen cases ack 3fa9 --promised 2027-01-31`")
def ack(
    id: Id,
    promised: Annotated[
        str,
        typer.Option(
            help="Last day by which the owner promised to close it, YYYY-MM-DD.", show_default=False
        ),
    ] = "",
    only: Only = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Record that the owner acknowledged the case."""
    from leftopen.model.case import CaseEventKind

    body = {"promised": _until(promised)} if promised else {}
    _decide(id, CaseEventKind.ACKNOWLEDGED, body, data, Output(json=json, quiet=quiet), only)


@acts.command(epilog="Example: `leftopen cases accept 3fa9 --until 2027-01-31 --why 'public archive'`")
def accept(
    id: Id,
    until: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD.")],
    why: Why,
    only: Only = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Accept the risk until a date. The case is still checked."""
    from leftopen.model.case import CaseEventKind

    body = {"until": _until(until), "because": why}
    _decide(id, CaseEventKind.ACCEPTED, body, data, Output(json=json, quiet=quiet), only)


@acts.command(
    "false-positive", epilog="Example: `leftopen cases false-positive 3fa9 --why 'meant to be public'`"
)
def false_positive(
    id: Id, why: Why, only: Only = False, data: Data = None, json: AsJson = False, quiet: Quiet = False
) -> None:
    """Mark a case as a false positive."""
    from leftopen.model.case import CaseEventKind

    _decide(id, CaseEventKind.MARKED_FALSE, {"because": why}, data, Output(json=json, quiet=quiet), only)


@acts.command(epilog="Example: `leftopen cases close 3fa9 --why 'machine was scrapped'`")
def close(
    id: Id, why: Why, only: Only = False, data: Data = None, json: AsJson = False, quiet: Quiet = False
) -> None:
    """Close a case without proof. The case is recorded as not proved closed."""
    from leftopen.model.case import CaseEventKind

    _decide(id, CaseEventKind.CLOSED_BY_WORD, {"because": why}, data, Output(json=json, quiet=quiet), only)


@acts.command(epilog="Example: `leftopen cases reopen 3fa9 --why 'closed by mistake'`")
def reopen(
    id: Id, why: Why, only: Only = False, data: Data = None, json: AsJson = False, quiet: Quiet = False
) -> None:
    """Reopen a case."""
    from leftopen.model.case import CaseEventKind

    _decide(id, CaseEventKind.REOPENED, {"because": why}, data, Output(json=json, quiet=quiet), only)


@acts.command(epilog="Example: `leftopen cases assign 3fa9 maria`")
def assign(
    id: Id,
    user: Annotated[str, typer.Argument(help="Name of a user of the console, or '' for nobody.")],
    only: Only = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Assign a case to a user."""
    from leftopen.model.case import CaseEventKind

    _decide(
        id, CaseEventKind.ASSIGNED, {"assignee": user.strip()}, data, Output(json=json, quiet=quiet), only
    )


@acts.command(epilog="Example: `leftopen cases due 3fa9 2027-01-31`")
def due(
    id: Id,
    date: Annotated[str, typer.Argument(help="Last day, YYYY-MM-DD, or 'default': by the severity.")],
    only: Only = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Set by when a case should be closed. Without it, the severity gives the date (settings due_*)."""
    from leftopen.model.case import CaseEventKind

    body = {"due": None if date == "default" else _until(date)}
    _decide(id, CaseEventKind.DUE_SET, body, data, Output(json=json, quiet=quiet), only)


@acts.command(epilog="Example: `leftopen cases comment 3fa9 'called the owner: back on Monday'`")
def comment(
    id: Id,
    text: Annotated[str, typer.Argument(help="The comment. Personal data in it is masked.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Add a comment to the timeline of a case."""
    from leftopen.present.json_lines import comment_line
    from leftopen.service.cases import comments

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        added = comments.comment(opened, id, text)
    if json:
        out.line(comment_line(added))
    else:
        out.text(f"case {added.case[:8]}: comment added")


def _until(date: str) -> str:
    """The end of that day. Raises BadScope."""
    from leftopen.present.timestamps import format_utc
    from leftopen.scope.file import day

    return format_utc(day(date))


def _decide(id: str, kind: CaseEventKind, body: Given, data: object, out: Output, only: bool) -> None:
    """One decision about a case and about the same server's other cases, each recorded in its own."""
    from leftopen.cases.due import due_fields
    from leftopen.present.json_lines import case_line
    from leftopen.service.cases.group_decisions import decide_server

    with workspace(data) as opened:  # type: ignore[arg-type]
        decided = decide_server(opened, id, kind, body, only=only)
        settings, now = opened.settings, opened.clock()
    for case in decided.cases:
        if out.json:
            out.line(case_line(case) | due_fields(case, settings, now))
        else:
            out.text(f"case {case.id[:8]} {_now(case, kind)}")
    for other, why in decided.failed:
        out.say(f"case {other[:8]} not changed: {why}")
    if not out.json:
        say_next(out, after_case(decided.cases[0]))


def _now(case: Case, kind: CaseEventKind) -> str:
    from leftopen.model.case import CaseEventKind
    from leftopen.present.case_words import state_words
    from leftopen.present.humanize import last_day

    if kind is CaseEventKind.ASSIGNED:
        return f"is assigned to {case.assignee or 'nobody'}"
    if kind is CaseEventKind.DUE_SET:
        return f"is due {last_day(case.due)}" if case.due else "is due by its severity"
    return f"is {state_words(case.state)}"
