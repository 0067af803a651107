"""List and show cases, and record decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from leftopen.cases import event_schema
from leftopen.cases.closure_rules import LIVE
from leftopen.cases.due import due_fields
from leftopen.cases.groups import Group
from leftopen.cli._case_acts import acts
from leftopen.cli._case_rows import Dates, list_groups
from leftopen.cli._case_text import (
    erasure_lines,
    finding_lines,
    history,
    hold_lines,
    open_for,
    response_json,
    response_lines,
    scheduled_lines,
)
from leftopen.cli._next_steps import say_next
from leftopen.cli._options import AsOf, CaseId, parse_as_of
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, existing_workspace, verb, wrong_usage
from leftopen.errors import BadRequest
from leftopen.model.case import Case, CaseState
from leftopen.present.case_words import state_words
from leftopen.present.humanize import format_time
from leftopen.present.json_lines import case_line, comment_line, event_line, finding_line, notice_line

PANEL = "Cases"
app = typer.Typer(
    no_args_is_help=True,
    help="List and show cases, and record decisions about them.",
    epilog="Example: `leftopen cases list --all`",
)

FORMATS = ("text", "json", "csv", "sarif")


def _only(words: str) -> object:
    return typer.Option(help=f"Only {words}.", show_default=False)


Everything = Annotated[bool, typer.Option("--all", help="Include closed and accepted cases.")]
Each = Annotated[
    bool,
    typer.Option("--each", help="A line for each case, also where several are one server's addresses."),
]
Severity = Annotated[str, _only("these severities (example: critical,high)")]
Check = Annotated[str, _only("these checks or shapes (example: redis_open)")]
Owner = Annotated[str, _only("cases of this organisation of the scope, or 'no owner'")]
State = Annotated[str, _only("these states, closed ones too (example: open,silent)")]
OlderThan = Annotated[str, _only("cases first seen open so long ago (example: 12h, 7d)")]
Text = Annotated[str, _only("cases with all these words in endpoint, check, product, owner or data")]
Address = Annotated[str, _only("this address or network (example: 192.0.2.0/24)")]
Holds = Annotated[str, _only("cases with this kind of data (example: iban)")]
Assignee = Annotated[str, _only("cases of this user, or 'no assignee'")]
Due = Annotated[str, _only("cases due within this time (example: 7d), or 'overdue'")]
Sort = Annotated[
    str,
    typer.Option(
        help="Order: severity, due, age, last, endpoint, check, state, holds, product, owner or assignee."
    ),
]
Format = Annotated[str, typer.Option(help="Format: text, json (lines), csv or sarif.")]


@app.command(
    "list",
    epilog="Example: `leftopen cases list --severity critical,high --older-than 7d --format csv > open.csv`",
)
@verb()
def list_(
    out: Output,
    data: Path | None,
    everything: Everything = False,
    each: Each = False,
    severity: Severity = "",
    check: Check = "",
    owner: Owner = "",
    state: State = "",
    older_than: OlderThan = "",
    text: Text = "",
    address: Address = "",
    holds: Holds = "",
    assignee: Assignee = "",
    due: Due = "",
    as_of: AsOf = "",
    sort: Sort = "severity",
    format: Format = "text",
) -> None:
    """List cases, highest severity first."""
    from leftopen.service.cases.case_groups import grouping
    from leftopen.service.cases.case_list import filter_cases, known_cases, parse_filter, write_cases
    from leftopen.service.exclusions.reports import reported

    _validate(sort, format, out.json)
    what = {"severity": severity, "check": check, "text": text, "address": address, "holds": holds}
    state_of = {"owner": owner, "state": state, "assignee": assignee, "due": due, "older_than": older_than}
    with wrong_usage(BadRequest):
        wanted = parse_filter(**what, **state_of, everything=everything)
    out = Output(json=out.json or format == "json", quiet=out.quiet)
    with existing_workspace(data, reading=True) as opened:
        at = parse_as_of(opened, as_of)
        known = known_cases(opened, at)
        shown = reported(opened, filter_cases(opened, wanted, sort, among=known, at=at))
        cases = shown.cases
        found = grouping(opened, known)
        hidden = () if everything or state else known
        written = write_cases(opened, cases, format, among=known) if format in ("csv", "sarif") else b""
        dates = Dates(settings=opened.settings, now=at or opened.clock())
    if written:
        out.raw(written)
    else:
        groups = [found.single(case) for case in cases] if each else found.groups(cases)
        list_groups(out, groups, dates, "no cases" if everything or state else "no open cases")
    _remarks(out, at, shown.said, hidden)


def _remarks(out: Output, at: datetime | None, message: str, hidden: Iterable[Case]) -> None:
    """What the list leaves unsaid: its time, exclusions, and silent cases that it does not show."""
    if at:
        out.say(f"as known at {format_time(at)}")
    if message:
        out.say(message)
    if silent := sum(case.state is CaseState.SILENT for case in hidden):
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


@app.command(epilog="Example: `leftopen cases register breaches.csv`")
@verb(existing=True)
def register(
    out: Output, opened: Workspace, by: str, file: Annotated[Path, typer.Argument(help="NAME.csv.")]
) -> None:
    """Write the register of breaches (article 33, paragraph 5 of the GDPR): every case with a response."""
    from leftopen.service.respond import register as service

    written = str(service.write(opened, file, by=by))
    out.show({"type": "export", "what": "register of breaches", "file": written}, written)


@app.command(epilog="Example: `leftopen cases show 3fa9`")
@verb(reading=True)
def show(out: Output, opened: Workspace, id: CaseId) -> None:
    """Show a case and its event history."""
    from leftopen.impact.respond.entry_text import sentences
    from leftopen.service.cases.case_groups import same_server
    from leftopen.service.cases.read_limits import read_limit
    from leftopen.service.cases.review import words
    from leftopen.service.cases.timeline import timeline, without_repeats
    from leftopen.service.notices.scheduled_actions import scheduled_action_line, scheduled_actions
    from leftopen.service.workspace import clock_trust
    from leftopen.store.records.entities.cases.case_holds import CaseHolds
    from leftopen.store.records.entities.cases.cases import Cases
    from leftopen.store.records.entities.cases.findings import Findings
    from leftopen.store.records.entities.cases.notes import Notes
    from leftopen.store.records.entities.cases.responses import Responses
    from leftopen.store.records.entities.notices import Notices

    records, dates = opened.store.records, Dates(settings=opened.settings, now=opened.clock())
    case = Cases(records).get(id)
    whole = Cases(records).history(case.id)
    finding = Findings(records).newest(case.finding, case.id)
    notices, notes = Notices(records).of(case.id), Notes(records).of(case.id)
    looks = event_schema.looks(whole)
    next_, response = scheduled_actions(opened, case, looks), response_json(opened, case.id)
    events = [event for event in whole if event.hash]
    if out.json:
        unsent = [entry.notice for entry in timeline(events, notices) if entry.notice]
        out.line(case_line(case) | due_fields(case, dates.settings, dates.now))
        out.lines(map(event_line, events))
        out.lines([finding_line(finding)] if finding else [])
        out.lines(notice_line(one.notice, one.receipts, one.sending) for one in unsent)
        out.lines((*map(comment_line, notes), *map(scheduled_action_line, next_), *response))
        return
    list_groups(out, [Group(id=case.id, cases=(case,), size=1)], dates)
    for other in same_server(opened, case).cases[1:]:
        out.text(f"same server: {other.where} ({state_words(other.state)}, case {other.id[:8]})")
    lines = [*hold_lines(CaseHolds(records).find(case.id)), *response_lines(response)]
    lines.append(open_for(case, dates.now, looks))
    if finding:
        lines += filter(None, [words(opened, finding)])
        lines += finding_lines(finding, read_limit(opened, finding))
    else:
        lines += erasure_lines(events)
    entries = timeline(whole, notices, notes, clock_trust.doubtful(opened, whole))
    lines += history(without_repeats(entries), sentences(Responses(records).of(case.id)))
    for line in (*lines, *scheduled_lines(next_)):
        out.text(line)
    _show_next(out, case)


def _show_next(out: Output, case: Case) -> None:
    if case.continued_as:
        out.say(f"continued as case {case.continued_as[:8]}")
    if case.state in LIVE:
        say_next(out, *(f"leftopen {word} {case.id[:8]}" for word in ("notify", "verify", "report")))


# In the order of the help: looking first, then deciding, then what is rare.
app.add_typer(acts)
