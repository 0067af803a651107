"""List and show cases, and record decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._case_evidence import found_lines
from leftopen.cli._case_rows import list_groups
from leftopen.cli._next_steps import after_case, say_next
from leftopen.cli._options import AsJson, Data, Quiet, filled, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from datetime import datetime

    from leftopen.model.case import Case, CaseEvent, CaseEventKind
    from leftopen.service.cases.timeline import TimelineEntry
    from leftopen.service.workspace import Workspace

PANEL = "Cases"
app = typer.Typer(
    no_args_is_help=True,
    help="List and show cases, and record decisions about them.",
    epilog="Example: `leftopen cases list --all`",
)

FORMATS = ("text", "json", "csv", "sarif")
Id = Annotated[str, typer.Argument(help="Case ID, or a unique prefix of it.")]
Why = Annotated[str, typer.Option(help="Reason for the decision.")]
Only = Annotated[
    bool,
    typer.Option("--only", help="Only this case, not the same server's cases at its other addresses."),
]


@app.command(
    "list",
    epilog="Example: `leftopen cases list --severity critical,high --older-than 7d --format csv > open.csv`",
)
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Include closed and accepted cases.")] = False,
    each: Annotated[
        bool,
        typer.Option("--each", help="A line for each case, also where several are one server's addresses."),
    ] = False,
    severity: Annotated[
        str, typer.Option(help="Only these severities (example: critical,high).", show_default=False)
    ] = "",
    check: Annotated[
        str, typer.Option(help="Only these checks or shapes (example: redis_open).", show_default=False)
    ] = "",
    owner: Annotated[
        str,
        typer.Option(help="Only cases of this organisation of the scope, or 'no owner'.", show_default=False),
    ] = "",
    state: Annotated[
        str,
        typer.Option(help="Only these states, closed ones too (example: open,silent).", show_default=False),
    ] = "",
    older_than: Annotated[
        str,
        typer.Option(help="Only cases first seen open so long ago (example: 12h, 7d).", show_default=False),
    ] = "",
    text: Annotated[
        str,
        typer.Option(
            help="Only cases with all these words in endpoint, check, product, owner or data.",
            show_default=False,
        ),
    ] = "",
    address: Annotated[
        str, typer.Option(help="Only this address or network (example: 192.0.2.0/24).", show_default=False)
    ] = "",
    holds: Annotated[
        str, typer.Option(help="Only cases with this kind of data (example: iban).", show_default=False)
    ] = "",
    sort: Annotated[
        str,
        typer.Option(help="Order: severity, age, last, endpoint, check, state, holds, product or owner."),
    ] = "severity",
    format: Annotated[str, typer.Option(help="Format: text, json (lines), csv or sarif.")] = "text",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List cases, highest severity first."""
    from leftopen.errors import BadRequest
    from leftopen.present.printable import printable
    from leftopen.service.cases.case_groups import grouping
    from leftopen.service.cases.case_list import filter_cases, parse_filter, write_cases

    _validate(sort, format, json)
    try:
        wanted = parse_filter(
            severity=severity,
            check=check,
            owner=owner,
            state=state,
            older_than=older_than,
            everything=everything,
            text=text,
            address=address,
            holds=holds,
        )
    except BadRequest as error:
        raise typer.BadParameter(printable(str(error))) from None
    out = Output(json=json or format == "json", quiet=quiet)
    with filled(data) as opened:
        cases = filter_cases(opened, wanted, sort)
        found = grouping(opened, opened.store.records.cases.list(None))
        silent = 0 if everything or state else _silent(opened)
        written = write_cases(opened, cases, format) if format in ("csv", "sarif") else b""
    if written:
        out.raw(written)
    else:
        groups = [found.single(case) for case in cases] if each else found.groups(cases)
        list_groups(out, groups, "no cases" if everything or state else "no open cases")
    if silent:
        out.say(f"{silent} silent: no response, closure not proved (leftopen cases list --all)")


def _validate(sort: str, format: str, json: bool) -> None:
    """Raises BadParameter."""
    from leftopen.service.cases.case_list import ORDERS

    if sort not in ORDERS:
        raise typer.BadParameter(f"{sort!r} is not valid; use {', '.join(ORDERS)}", param_hint="--sort")
    if format not in FORMATS:
        raise typer.BadParameter(f"{format!r} is not valid; use {', '.join(FORMATS)}", param_hint="--format")
    if json and format not in ("text", "json"):
        raise typer.BadParameter(f"--json cannot be combined with --format {format}", param_hint="--format")


def _silent(opened: Workspace) -> int:
    from leftopen.model.case import CaseState

    return len(opened.store.records.cases.list([CaseState.SILENT]))


@app.command(epilog="Example: `leftopen cases show 3fa9`")
def show(id: Id, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show a case and its event history."""
    from leftopen.cases.closure_rules import LIVE
    from leftopen.cases.groups import Group
    from leftopen.present.json_lines import case_line, event_line, finding_line, notice_line
    from leftopen.service.cases.case_groups import same_server
    from leftopen.service.cases.read_limits import read_limit
    from leftopen.service.cases.review import words
    from leftopen.service.cases.timeline import timeline

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        case = opened.store.records.cases.get(id)
        same = same_server(opened, case)
        events = opened.store.records.cases.events(case.id)
        finding = opened.store.records.findings.get(case.finding, case.id)
        plain = words(opened, finding) if finding else ""
        limit = read_limit(opened, finding) if finding else ""
        notices = opened.store.records.notices.of(case.id)
        now = opened.clock()
    if json:
        lines = [case_line(case), *map(event_line, events), *([finding_line(finding)] if finding else [])]
        unsent = [entry.notice for entry in timeline(events, notices) if entry.notice]
        lines += [notice_line(one.notice, one.receipts, one.sending) for one in unsent]
        for one in lines:
            out.line(one)
        return
    list_groups(out, [Group(id=case.id, cases=(case,), size=1)])
    for other in same.cases[1:]:
        out.text(f"same server: {other.endpoint} ({other.state}, case {other.id[:8]})")
    out.text(_open_for(case, now))
    if plain:
        out.text(plain)
    for line in found_lines(finding, limit) if finding else ():
        out.text(line)
    for entry in timeline(events, notices):
        out.text(f"{entry.at:%Y-%m-%d %H:%M:%S}  {_told(entry)}")
    if case.continued_as:
        out.say(f"continued as case {case.continued_as[:8]}")
    if case.state in LIVE:
        short = case.id[:8]
        out.say(f"next: leftopen notify {short} · leftopen verify {short} · leftopen report {short}")


@app.command(epilog="Example: `leftopen cases ack 3fa9`")
def ack(id: Id, only: Only = False, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Record that the owner acknowledged the case."""
    from leftopen.model.case import CaseEventKind

    _decide(id, CaseEventKind.ACKNOWLEDGED, {}, data, Output(json=json, quiet=quiet), only)


@app.command(epilog="Example: `leftopen cases accept 3fa9 --until 2027-01-31 --why 'public archive'`")
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
    from leftopen.cases.timestamps import format_utc
    from leftopen.model.case import CaseEventKind
    from leftopen.scope.file import day

    body = {"until": format_utc(day(until)), "because": why}
    _decide(id, CaseEventKind.ACCEPTED, body, data, Output(json=json, quiet=quiet), only)


@app.command(
    "false-positive", epilog="Example: `leftopen cases false-positive 3fa9 --why 'meant to be public'`"
)
def false_positive(
    id: Id, why: Why, only: Only = False, data: Data = None, json: AsJson = False, quiet: Quiet = False
) -> None:
    """Mark a case as a false positive."""
    from leftopen.model.case import CaseEventKind

    _decide(id, CaseEventKind.MARKED_FALSE, {"because": why}, data, Output(json=json, quiet=quiet), only)


@app.command(epilog="Example: `leftopen cases close 3fa9 --why 'machine was scrapped'`")
def close(
    id: Id, why: Why, only: Only = False, data: Data = None, json: AsJson = False, quiet: Quiet = False
) -> None:
    """Close a case without proof. The case is recorded as not proved closed."""
    from leftopen.model.case import CaseEventKind

    _decide(id, CaseEventKind.CLOSED_BY_WORD, {"because": why}, data, Output(json=json, quiet=quiet), only)


@app.command(epilog="Example: `leftopen cases reopen 3fa9 --why 'closed by mistake'`")
def reopen(
    id: Id, why: Why, only: Only = False, data: Data = None, json: AsJson = False, quiet: Quiet = False
) -> None:
    """Reopen a case."""
    from leftopen.model.case import CaseEventKind

    _decide(id, CaseEventKind.REOPENED, {"because": why}, data, Output(json=json, quiet=quiet), only)


def _decide(
    id: str, kind: CaseEventKind, body: dict[str, str], data: object, out: Output, only: bool
) -> None:
    """One decision about a case and about the same server's other cases, each recorded in its own."""
    from leftopen.present.json_lines import case_line
    from leftopen.service.cases.group_decisions import decide_server

    with workspace(data) as opened:  # type: ignore[arg-type]
        decided = decide_server(opened, id, kind, body, only=only)
    for case in decided.cases:
        if out.json:
            out.line(case_line(case))
        else:
            out.text(f"case {case.id[:8]} is {case.state}")
    for other, why in decided.failed:
        out.say(f"case {other[:8]} not changed: {why}")
    if not out.json:
        say_next(out, after_case(decided.cases[0]))


def _open_for(case: Case, now: datetime) -> str:
    """The exposure window in words, with both bounds."""
    from leftopen.cases.window import window
    from leftopen.present.intervals import format_interval

    bounds = window(case, now).open_for
    return f"open for: {format_interval(bounds.lower, bounds.upper)}"


def _told(entry: TimelineEntry) -> str:
    if entry.event is not None:
        return f"{entry.event.kind:14}  {_because(entry.event)} ({entry.event.actor})"
    assert entry.notice is not None
    state = "being sent" if entry.notice.sending else "refused" if entry.notice.receipts else "not sent"
    return f"{'notice written':14}  to {entry.notice.notice.to}, {state}"


def _because(event: CaseEvent) -> str:
    from datetime import datetime

    from leftopen.present.humanize import last_day

    said = str(event.body.get("because") or event.body.get("reason") or "")
    words = [said.replace("_", " ") if event.kind == "looked" else said]
    if event.body.get("until"):
        words.append(f"until {last_day(datetime.fromisoformat(str(event.body['until'])))}")
    return f"{' '.join(filter(None, words))} ".lstrip()
