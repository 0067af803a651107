"""The list of cases: filters, order, columns, pages, files and views; decisions about several cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from markupsafe import Markup
from starlette.responses import Response

from leftopen.cases.closure_rules import LIVE
from leftopen.cases.due import due_fields, group_due
from leftopen.cases.groups import Group, count_similar
from leftopen.cases.state_machine import MOVES
from leftopen.errors import BadRequest, NotAllowed
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.permission import Permission
from leftopen.model.severity import Severity
from leftopen.model.user import SavedSearch
from leftopen.service.cases import decisions as deciding
from leftopen.service.cases.assignees import assignees
from leftopen.service.cases.case_groups import Grouping, grouping
from leftopen.service.cases.case_list import Owner, case_due, known_cases, select_cases, write_cases
from leftopen.service.cases.owners import case_owners
from leftopen.service.exclusions.reports import Reported, reported
from leftopen.service.search import saved_searches
from leftopen.service.search.as_of import parse_as_of
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.scopes import Scopes
from leftopen.store.records.entities.searches import Searches
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.http.urls import with_query
from leftopen.web.console.limits.last_decisions import LastDecision
from leftopen.web.console.view import board, visible_cases
from leftopen.web.console.view.case_decisions import ACTIONS, decided, decision
from leftopen.web.console.view.check_titles import check_title, with_titles

PATH = "/exposures"
VIEWS = "exposures"
MOST_AT_ONCE = 200
MOST_LISTED = 20
"""Of the other addresses in a row; the page of its case has all."""
FILES = {"csv": "text/csv; charset=utf-8", "sarif": "application/sarif+json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`owner`: the organisation in the narrowest authorisation; `marks`: the cases with the versions that a
    decision refers to; `alike`: how many others only look the same; `due`: the earliest date."""

    group: Group
    owner: str
    marks: Markup
    alike: int
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All cases that the user may see and that no exclusion hides, and their groups; as they were at a time,
    None: as they are."""

    at: datetime | None
    cases: Sequence[Case]
    hidden: Reported
    owner: Owner
    grouping: Grouping


def show(request: ConsoleRequest, status: int = 200, failed: Sequence[tuple[str, str]] = ()) -> Response:
    asked = board.read_board_request(request)
    seen = _seen(request, asked)
    found, wrong = _found(request, seen, asked)
    if request.json:
        settings, now = request.workspace.settings, seen.at or request.workspace.clock()
        return request.paged_lines(
            found, lambda case: visible_cases.line(request, case) | due_fields(case, settings, now)
        )
    groups = seen.grouping.groups(found)
    last = board.last_page(len(groups))
    page = min(asked.page, last)
    begin = (page - 1) * board.ROWS
    return request.draw(
        "exposures.html", 400 if wrong else status, asked=asked, wrong=wrong, failed=failed,
        rows=_rows(request, seen, groups[begin : begin + board.ROWS]), total=len(groups), found=len(found),
        page=page, last=last, views=_views(request), actions=ACTIONS, files=FILES, columns=board.COLUMNS,
        last_decision=_last_decision(request), chips=asked.chips(), ages=board.AGES, hidden=seen.hidden,
        at=seen.at, listed=MOST_LISTED,
        **_choices(request, seen, asked),
    )  # fmt: skip


def _last_decision(request: ConsoleRequest) -> LastDecision | None:
    said = request.one("said") == "cases-decided"
    return request.state.last_decisions.find(_session(request)) if said else None


def _session(request: ConsoleRequest) -> str:
    return request.session.id if request.session else ""


def _seen(request: ConsoleRequest, asked: board.Asked) -> Seen:
    """Raises BadRequest for a wrong date."""
    at = parse_as_of(asked.fields["as_of"], request.workspace.clock())
    known = sorted(known_cases(request.workspace, at), key=deciding.by_severity)
    mine = request.visibility.cases(known)
    hidden = reported(request.workspace, mine)
    cases = hidden.cases
    scopes = Scopes(request.workspace.store.records).list()
    groups = grouping(request.workspace, cases, scopes)
    return Seen(at=at, cases=cases, hidden=hidden, owner=case_owners(scopes), grouping=groups)


def _found(request: ConsoleRequest, seen: Seen, asked: board.Asked) -> tuple[list[Case], str]:
    """The cases that fit, and why the filters cannot be read: the page tells it above its form. Raises
    BadRequest for a program."""
    try:
        return _selected(request, seen, asked), ""
    except BadRequest as error:
        if request.json:
            raise
        return [], str(error)


def _selected(request: ConsoleRequest, seen: Seen, asked: board.Asked) -> list[Case]:
    """Raises BadRequest."""
    due, now = case_due(request.workspace), seen.at or request.workspace.clock()
    return select_cases(
        seen.cases, asked.filter(), seen.owner, now, asked.sort, due=due, reverse=asked.reverse,
        named=partial(check_title, request.language),
    )  # fmt: skip


def _rows(request: ConsoleRequest, seen: Seen, groups: Sequence[Group]) -> list[Row]:
    versions = Cases(request.workspace.store.records).versions()
    hints = count_similar(seen.grouping.groups(case for case in seen.cases if case.state in LIVE))
    return [
        Row(
            group=group,
            owner=seen.owner(group.first),
            marks=board.marks_of(group.cases, versions),
            alike=hints.get(group.id, 0),
            due=group_due(group, request.workspace.settings),
        )
        for group in groups
    ]


def _views(request: ConsoleRequest) -> list[tuple[SavedSearch, str]]:
    """The user's saved views, and where each leads."""
    saved = Searches(request.workspace.store.records).of(request.person.id, VIEWS)
    return [(one, with_query(PATH, board.saved_fields(one.query))) for one in saved]


def _choices(request: ConsoleRequest, seen: Seen, asked: board.Asked) -> dict[str, object]:
    """What the filters offer: only what the user's cases have. The number beside a choice is that of the list
    that it leads to."""
    cases, count = seen.cases, seen.grouping.count
    of_any_state, _ = _found(request, seen, asked.with_field("state", "all"))
    of_any_owner, _ = _found(request, seen, asked.with_field("owner", ""))
    owned = {owner: count(found) for owner, found in _by_owner(of_any_owner, seen.owner).items()}
    return {
        "states": {state: count(case for case in of_any_state if case.state is state) for state in CaseState},
        "every": list(CaseState),
        "severities": list(reversed(Severity)),
        "live": count(case for case in of_any_state if case.state in LIVE),
        "owners": Counter(owned).most_common(50),
        "checks": with_titles(request.language, {case.check for case in cases}),
        "labels": board.counted_labels(cases),
        "assigned": _assigned(request, seen.cases),
        "people": [user.name for user in assignees(request.workspace)] if request.may("cases") else [],
    }


def _assigned(request: ConsoleRequest, cases: Sequence[Case]) -> list[str]:
    """Who has a case, the user first."""
    names = {case.assignee for case in cases if case.assignee}
    return sorted(names | {request.person.name}, key=lambda name: (name != request.person.name, name))


def _by_owner(cases: Sequence[Case], owner: Owner) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(owner(case), []).append(case)
    return found


def download(request: ConsoleRequest) -> Response:
    """All cases that fit, on every page, as a file. The audit log records it."""
    name = request.one("as", "csv")
    if name not in FILES:
        raise BadRequest(f"cases can be had as {', '.join(FILES)}")
    asked = board.read_board_request(request)
    seen = _seen(request, asked)
    cases = _selected(request, seen, asked)
    request.audit("export", asked.query()[:500], f"{len(cases)} cases, {name}")
    content = write_cases(
        request.workspace, cases, name, line=partial(visible_cases.line, request), among=seen.cases
    )
    headers = {"Content-Disposition": f'attachment; filename="leftopen-cases.{name}"'}
    return Response(content, media_type=FILES[name], headers=headers)


def decide(request: ConsoleRequest) -> Response:
    """Applies one decision to every selected row, and reports each failure."""
    ticked = request.every("case")
    if not ticked or len(ticked) > MOST_AT_ONCE:
        raise BadRequest(f"select 1 to {MOST_AT_ONCE} cases")
    kind, body = decision(request)
    before = _before(request, ticked, kind)
    failed = [one for marks in ticked for one in decided(request, marks, kind, body)]
    if failed:
        return show(request, 409, failed)
    request.state.last_decisions.keep(_session(request), request.workspace, kind, before)
    return _back(request, "cases-decided")


def _before(request: ConsoleRequest, ticked: Sequence[str], kind: CaseEventKind) -> list[Case]:
    """The cases that the decision is about, as they are; of each row as `decided` chooses."""
    find, found = Cases(request.workspace.store.records).find, list[Case]()
    for marks in ticked:
        cases = [case for one in marks.split(",") if (case := find(one.partition(":")[0]))]
        found += [case for case in cases if kind in MOVES[case.state]] or cases
    return found


def undo(request: ConsoleRequest) -> Response:
    """Takes the newest decision of this session back. Raises NotAllowed where there is none to take back."""
    failed = request.state.last_decisions.undo(_session(request), request.workspace, by=request.person.name)
    if failed is None:
        raise NotAllowed("there is no decision to undo: it was undone, or is older than ten minutes")
    return show(request, 409, [(id[:8], why) for id, why in failed]) if failed else _back(request, "undone")


def _back(request: ConsoleRequest, said: str) -> Response:
    asked = board.read_board_request(request)
    kept = {name: value for name, value in asked.fields.items() if value}
    return request.to(PATH, said=said, **kept, page=str(asked.page))


def save(request: ConsoleRequest) -> Response:
    """Stores filters, order and columns under a name. What a view shows is decided each time it is opened,
    by what the user may see then."""
    name, asked = request.one("name").strip(), board.read_board_request(request)
    if not 1 <= len(name) <= 64:
        raise BadRequest("the name of a view must have 1 to 64 characters")
    asked.filter()
    saved_searches.save(request.workspace, request.person.id, name, asked.view(), VIEWS)
    return request.to(PATH, said="view_saved", **board.saved_fields(asked.view()))


def forget(request: ConsoleRequest) -> Response:
    saved_searches.remove(request.workspace, request.person.id, request.one("id"))
    return request.to(PATH, said="view_forgotten")


page = Page(
    routes=(
        get(PATH, Permission.VIEW, show),
        post(PATH, Permission.CASES, decide, engine=True),
        post("/exposures/undo", Permission.CASES, undo, engine=True),
        get("/exposures/download", Permission.EXPORT, download),
        post("/exposures/save", Permission.VIEW, save),
        post("/exposures/forget", Permission.VIEW, forget),
    ),
    link=Link(
        title="Exposures",
        help="Cases by text, address, check, owner, data and age; decisions about many.",
        order=120,
        live="open",
    ),
)
