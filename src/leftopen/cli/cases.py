"""List and show cases, and record decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from leftopen.cli import _case_links
from leftopen.cli._as_of import AsOf, moment
from leftopen.cli._case_acts import Id, acts
from leftopen.cli._case_evidence import found_lines
from leftopen.cli._case_filters import (
    Address,
    Assignee,
    Check,
    Due,
    Each,
    Everything,
    Format,
    Holds,
    OlderThan,
    Owner,
    Severity,
    Sort,
    State,
    Text,
)  # fmt: skip
from leftopen.cli._case_history import coming_lines, erased_lines, history, since
from leftopen.cli._case_holds import hold, tell_hold, unhold
from leftopen.cli._case_response import response_lines, response_sentences, tell_response
from leftopen.cli._case_rows import Dates, list_groups
from leftopen.cli._options import AsJson, Data, Quiet, filled, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from datetime import datetime

    from leftopen.model.case import Case

PANEL = "Cases"
app = typer.Typer(
    no_args_is_help=True,
    help="List and show cases, and record decisions about them.",
    epilog="Example: `leftopen cases list --all`",
)

FORMATS = ("text", "json", "csv", "sarif")


@app.command(
    "list",
    epilog="Example: `leftopen cases list --severity critical,high --older-than 7d --format csv > open.csv`",
)
def list_(
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
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List cases, highest severity first."""
    from leftopen.service.cases.case_groups import grouping
    from leftopen.service.cases.case_list import filter_cases, known_cases, parse_filter, write_cases
    from leftopen.service.exclusions.reports import reported

    _validate(sort, format, json)
    with _bad_parameter():
        wanted = parse_filter(
            severity=severity, check=check, owner=owner, state=state, older_than=older_than,
            everything=everything, text=text, address=address, holds=holds, assignee=assignee, due=due,
        )  # fmt: skip
    out = Output(json=json or format == "json", quiet=quiet)
    with filled(data, reading=True) as opened:
        at = moment(opened, as_of)
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


def _remarks(out: Output, at: datetime | None, said: str, hidden: Iterable[Case]) -> None:
    """What the list leaves unsaid: its time, exclusions, and silent cases that it does not show."""
    from leftopen.model.case import CaseState
    from leftopen.present.humanize import format_time

    if at:
        out.say(f"as known at {format_time(at)}")
    if said:
        out.say(said)
    if silent := sum(case.state is CaseState.SILENT for case in hidden):
        out.say(f"{silent} silent: no response, closure not proved (leftopen cases list --all)")


@contextmanager
def _bad_parameter() -> Iterator[None]:
    """Raises BadParameter for a BadRequest."""
    from leftopen.errors import BadRequest
    from leftopen.present.printable import printable

    try:
        yield
    except BadRequest as error:
        raise typer.BadParameter(printable(str(error))) from None


def _validate(sort: str, format: str, json: bool) -> None:
    """Raises BadParameter."""
    from leftopen.service.cases.case_list import ORDERS

    if sort not in ORDERS:
        raise typer.BadParameter(f"{sort!r} is not valid; use {', '.join(ORDERS)}", param_hint="--sort")
    if format not in FORMATS:
        raise typer.BadParameter(f"{format!r} is not valid; use {', '.join(FORMATS)}", param_hint="--format")
    if json and format not in ("text", "json"):
        raise typer.BadParameter(f"--json cannot be combined with --format {format}", param_hint="--format")


@app.command(epilog="Example: `leftopen cases show 3fa9`")
def show(id: Id, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show a case and its event history."""
    from leftopen.cases import event_schema
    from leftopen.cases.due import due_fields
    from leftopen.cases.groups import Group
    from leftopen.present.case_words import state_words
    from leftopen.present.json_lines import case_line, comment_line, event_line, finding_line, notice_line
    from leftopen.service import clock_trust
    from leftopen.service.cases.case_groups import same_server
    from leftopen.service.cases.coming import coming, coming_line
    from leftopen.service.cases.read_limits import read_limit
    from leftopen.service.cases.review import words
    from leftopen.service.cases.timeline import timeline, without_repeats
    from leftopen.store.records.entities.cases.case_holds import CaseHolds
    from leftopen.store.records.entities.cases.cases import Cases
    from leftopen.store.records.entities.cases.findings import Findings
    from leftopen.store.records.entities.cases.notes import Notes
    from leftopen.store.records.entities.notices import Notices

    out = Output(json=json, quiet=quiet)
    with workspace(data, reading=True) as opened:
        case = Cases(opened.store.records).get(id)
        same, whole = same_server(opened, case), Cases(opened.store.records).history(case.id)
        events, looks = [event for event in whole if event.hash], event_schema.looks(whole)
        finding = Findings(opened.store.records).newest(case.finding, case.id)
        plain, limit = (words(opened, finding), read_limit(opened, finding)) if finding else ("", "")
        notices, notes = Notices(opened.store.records).of(case.id), Notes(opened.store.records).of(case.id)
        next_, doubtful = coming(opened, case, looks), clock_trust.doubtful(opened, whole)
        dates = Dates(settings=opened.settings, now=opened.clock())
        kept, response = CaseHolds(opened.store.records).find(case.id), response_lines(opened, case.id)
        responses = response_sentences(opened, case.id)
    if json:
        lines = [case_line(case) | due_fields(case, dates.settings, dates.now), *map(event_line, events)]
        lines += [finding_line(finding)] if finding else []
        unsent = [entry.notice for entry in timeline(events, notices) if entry.notice]
        lines += [notice_line(one.notice, one.receipts, one.sending) for one in unsent]
        lines += [*map(comment_line, notes), *map(coming_line, next_), *response]
        for one in lines:
            out.line(one)
        return
    list_groups(out, [Group(id=case.id, cases=(case,), size=1)], dates)
    for other in same.cases[1:]:
        out.text(f"same server: {other.endpoint} ({state_words(other.state)}, case {other.id[:8]})")
    tell_hold(out, kept)
    tell_response(out, response)
    told = [since(case, dates.now, looks), *filter(None, [plain])]
    told += found_lines(finding, limit) if finding else erased_lines(events)
    told += history(without_repeats(timeline(whole, notices, notes, doubtful)), responses)
    for line in (*told, *coming_lines(next_)):
        out.text(line)
    _next(out, case)


def _next(out: Output, case: Case) -> None:
    from leftopen.cases.closure_rules import LIVE

    if case.continued_as:
        out.say(f"continued as case {case.continued_as[:8]}")
    if case.state in LIVE:
        short = case.id[:8]
        out.say(f"next: leftopen notify {short} · leftopen verify {short} · leftopen report {short}")


# In the order of the help: looking first, then deciding, then what is rare.
app.add_typer(acts)
app.command(epilog="Example: `leftopen cases hold 3fa9 --why 'lawsuit'`")(hold)
app.command(epilog="Example: `leftopen cases unhold 3fa9`")(unhold)
app.command(epilog="Example: `leftopen cases link 3fa9`")(_case_links.link)
app.command(epilog="Example: `leftopen cases unlink 3fa9`")(_case_links.unlink)
