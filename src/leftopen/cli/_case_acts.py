"""Acts on cases: decisions, assignee, due date, comments, preservation, the owner's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cases.due import due_fields
from leftopen.cli._next_steps import after_case, say_next
from leftopen.cli._options import CaseId, Reason
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb
from leftopen.model.case import Case, CaseEventKind
from leftopen.present.case_words import state_words
from leftopen.present.humanize import last_day
from leftopen.present.json_lines import case_line, comment_line
from leftopen.present.timestamps import format_utc
from leftopen.scope.file import day

if TYPE_CHECKING:
    from leftopen.service.cases.decisions import Given

acts = typer.Typer()
Only = Annotated[
    bool,
    typer.Option(
        "--only", help="Change only this case, not the cases of the same server at other addresses."
    ),
]


@acts.command(epilog="Example: `leftopen cases ack 3fa9 --promised 2027-01-31`")
@verb()
def ack(
    out: Output,
    opened: Workspace,
    id: CaseId,
    promised: Annotated[
        str,
        typer.Option(
            help="Last day by which the owner promised to close it, YYYY-MM-DD.", show_default=False
        ),
    ] = "",
    only: Only = False,
) -> None:
    """Record that the owner acknowledged the case."""
    body = {"promised": _end_of(promised)} if promised else {}
    _decide(out, opened, id, CaseEventKind.ACKNOWLEDGED, body, only)


@acts.command(epilog="Example: `leftopen cases accept 3fa9 --until 2027-01-31 --reason 'public archive'`")
@verb()
def accept(
    out: Output,
    opened: Workspace,
    id: CaseId,
    until: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD.")],
    reason: Reason,
    only: Only = False,
) -> None:
    """Accept the risk until a date. The case is still checked."""
    body = {"until": _end_of(until), "because": reason}
    _decide(out, opened, id, CaseEventKind.ACCEPTED, body, only)


@acts.command(
    "false-positive", epilog="Example: `leftopen cases false-positive 3fa9 --reason 'meant to be public'`"
)
@verb()
def false_positive(out: Output, opened: Workspace, id: CaseId, reason: Reason, only: Only = False) -> None:
    """Mark a case as a false positive."""
    _decide(out, opened, id, CaseEventKind.MARKED_FALSE, {"because": reason}, only)


@acts.command(epilog="Example: `leftopen cases close 3fa9 --reason 'machine was scrapped'`")
@verb()
def close(out: Output, opened: Workspace, id: CaseId, reason: Reason, only: Only = False) -> None:
    """Close a case without proof. The case is recorded as not proved closed."""
    _decide(out, opened, id, CaseEventKind.CLOSED_BY_WORD, {"because": reason}, only)


@acts.command(epilog="Example: `leftopen cases reopen 3fa9 --reason 'closed by mistake'`")
@verb()
def reopen(out: Output, opened: Workspace, id: CaseId, reason: Reason, only: Only = False) -> None:
    """Reopen a case."""
    _decide(out, opened, id, CaseEventKind.REOPENED, {"because": reason}, only)


@acts.command(epilog="Example: `leftopen cases assign 3fa9 maria`")
@verb()
def assign(
    out: Output,
    opened: Workspace,
    id: CaseId,
    user: Annotated[str, typer.Argument(help="Name of a user of the console, or '' to unassign.")],
    only: Only = False,
) -> None:
    """Assign a case to a user."""
    _decide(out, opened, id, CaseEventKind.ASSIGNED, {"assignee": user.strip()}, only)


@acts.command(epilog="Example: `leftopen cases due 3fa9 2027-01-31`")
@verb()
def due(
    out: Output,
    opened: Workspace,
    id: CaseId,
    date: Annotated[str, typer.Argument(help="Last day, YYYY-MM-DD, or 'default': by the severity.")],
    only: Only = False,
) -> None:
    """Set by when a case should be closed. Without it, the severity gives the date (settings due_*)."""
    body = {"due": None if date == "default" else _end_of(date)}
    _decide(out, opened, id, CaseEventKind.DUE_SET, body, only)


@acts.command(epilog="Example: `leftopen cases comment 3fa9 'called the owner: back on Monday'`")
@verb()
def comment(
    out: Output,
    opened: Workspace,
    id: CaseId,
    text: Annotated[str, typer.Argument(help="The comment. Personal data in it is masked.")],
) -> None:
    """Add a comment to the timeline of a case."""
    from leftopen.service.cases import comments

    added = comments.comment(opened, id, text)
    out.show(comment_line(added), f"case {added.case[:8]}: comment added")


@acts.command(epilog="Example: `leftopen cases preserve 3fa9 --reason 'lawsuit'`")
@verb(existing=True)
def preserve(out: Output, opened: Workspace, id: CaseId, reason: Reason) -> None:
    """Preserve a case (legal hold): none of its data expires or is erased until you release it."""
    from leftopen.service.cases import holds

    case = holds.hold(opened, id, reason).id
    out.show({"type": "hold", "case": case, "held": True}, f"case {case[:8]} is held")


@acts.command(epilog="Example: `leftopen cases release 3fa9`")
@verb(existing=True)
def release(out: Output, opened: Workspace, id: CaseId) -> None:
    """Release a preserved case: its data expires again as the settings say, and can be erased."""
    from leftopen.service.cases import holds

    case = holds.unhold(opened, id).id
    out.show({"type": "hold", "case": case, "held": False}, f"case {case[:8]} is no longer held")


@acts.command(epilog="Example: `leftopen cases link 3fa9`")
@verb()
def link(out: Output, opened: Workspace, by: str, id: CaseId) -> None:
    """Make a link by which the owner sees the case and answers without an account, valid for 90 days."""
    from leftopen.service.cases.case_groups import same_server
    from leftopen.service.notices import owner_links
    from leftopen.store.records.entities.cases.cases import Cases

    case = Cases(opened.store.records).get(id)
    url = owner_links.create(opened, [one.id for one in same_server(opened, case).cases], by=by)
    out.show({"type": "link", "case": case.id, "url": url}, url)
    out.hint(f"to withdraw it: leftopen cases unlink {case.id[:8]}")


@acts.command(epilog="Example: `leftopen cases unlink 3fa9`")
@verb()
def unlink(out: Output, opened: Workspace, by: str, id: CaseId) -> None:
    """Withdraw every link to the owner's page of a case."""
    from leftopen.service.notices import owner_links

    number = owner_links.withdraw(opened, id, by=by)
    text = f"{number} valid link{'' if number == 1 else 's'} withdrawn"
    out.done({"type": "withdrawn", "links": number}, text)


def _end_of(date: str) -> str:
    """The end of that day. Raises BadScope."""
    return format_utc(day(date))


def _decide(out: Output, opened: Workspace, id: str, kind: CaseEventKind, body: Given, only: bool) -> None:
    """One decision about a case and about the same server's other cases, each recorded in its own."""
    from leftopen.service.cases.group_decisions import decide_server

    decided = decide_server(opened, id, kind, body, only=only)
    for case in decided.cases:
        line = case_line(case) | due_fields(case, opened.settings, opened.clock())
        out.show(line, f"case {case.id[:8]} {_state(case, kind)}")
    for other, why in decided.failed:
        out.say(f"case {other[:8]} not changed: {why}")
    say_next(out, after_case(decided.cases[0]))


def _state(case: Case, kind: CaseEventKind) -> str:
    if kind is CaseEventKind.ASSIGNED:
        return f"is assigned to {case.assignee}" if case.assignee else "is unassigned"
    if kind is CaseEventKind.DUE_SET:
        return f"is due {last_day(case.due)}" if case.due else "is due by its severity"
    return f"is {state_words(case.state)}"
