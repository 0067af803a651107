"""The list of cases: filters, order, columns, pages, files and views; decisions about several cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from leftopen.cases import timestamps
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadRequest, ChangedSince, NotAllowed, NotFound
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.permission import Permission
from leftopen.model.severity import Severity
from leftopen.model.user import SavedSearch
from leftopen.scope.file import day
from leftopen.service.cases import decisions as deciding
from leftopen.service.cases.case_list import Owner, select_cases, write_cases
from leftopen.service.cases.owners import case_owners
from leftopen.service.search import saved_searches
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.http.urls import with_query
from leftopen.web.console.view import board, visible_cases

PATH = "/exposures"
VIEWS = "exposures"
MOST_AT_ONCE = 200
FILES = {"csv": "text/csv; charset=utf-8", "sarif": "application/sarif+json"}
ACTIONS: Mapping[str, CaseEventKind] = {
    "acknowledge": CaseEventKind.ACKNOWLEDGED,
    "accept": CaseEventKind.ACCEPTED,
    "false_positive": CaseEventKind.MARKED_FALSE,
    "close": CaseEventKind.CLOSED_BY_WORD,
    "reopen": CaseEventKind.REOPENED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`owner`: the organisation in the narrowest authorisation; `version`: the version that a decision
    refers to."""

    case: Case
    owner: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All cases that the user may see."""

    cases: Sequence[Case]
    owner: Owner


def show(request: ConsoleRequest, status: int = 200, failed: Sequence[tuple[str, str]] = ()) -> Response:
    asked, seen = board.asked(request), _seen(request)
    found, wrong = _found(request, seen, asked)
    if request.json:
        return request.lines([visible_cases.line(request, case) for case in found])
    last = board.last_page(len(found))
    page = min(asked.page, last)
    begin = (page - 1) * board.ROWS
    return request.draw(
        "exposures.html", 400 if wrong else status, asked=asked, wrong=wrong, failed=failed,
        rows=_rows(request, seen, found[begin : begin + board.ROWS]), total=len(found), page=page, last=last,
        views=_views(request), actions=ACTIONS, files=FILES, columns=board.COLUMNS, chips=asked.chips(),
        ages=board.AGES, **_choices(seen),
    )  # fmt: skip


def _seen(request: ConsoleRequest) -> Seen:
    cases = request.visibility.cases(deciding.list_cases(request.workspace, everything=True))
    return Seen(cases=cases, owner=case_owners(request.workspace.store.records.scopes.list()))


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
    now = request.workspace.clock()
    return select_cases(seen.cases, asked.filter(), seen.owner, now, asked.sort, reverse=asked.reverse)


def _rows(request: ConsoleRequest, seen: Seen, cases: Sequence[Case]) -> list[Row]:
    versions = request.workspace.store.records.cases.versions()
    return [Row(case=case, owner=seen.owner(case), version=versions.get(case.id, 0)) for case in cases]


def _views(request: ConsoleRequest) -> list[tuple[SavedSearch, str]]:
    """The user's saved views, and where each leads."""
    saved = request.workspace.store.records.searches.of(request.person.id, VIEWS)
    return [(one, with_query(PATH, board.saved_fields(one.query))) for one in saved]


def _choices(seen: Seen) -> dict[str, object]:
    """What the filters offer: only what the user's cases have."""
    cases = seen.cases
    return {
        "states": Counter(case.state for case in cases),
        "every": list(CaseState),
        "severities": list(reversed(Severity)),
        "live": sum(case.state in LIVE for case in cases),
        "owners": Counter(map(seen.owner, cases)).most_common(50),
        "checks": sorted({case.check for case in cases}),
        "labels": board.counted_labels(cases),
    }


def download(request: ConsoleRequest) -> Response:
    """All cases that fit, on every page, as a file. The audit log records it."""
    name = request.one("as", "csv")
    if name not in FILES:
        raise BadRequest(f"cases can be had as {', '.join(FILES)}")
    asked = board.asked(request)
    cases = _selected(request, _seen(request), asked)
    request.audit("export", asked.query()[:500], f"{len(cases)} cases, {name}")
    content = write_cases(request.workspace, cases, name, partial(visible_cases.line, request))
    headers = {"Content-Disposition": f'attachment; filename="leftopen-cases.{name}"'}
    return Response(content, media_type=FILES[name], headers=headers)


def decide(request: ConsoleRequest) -> Response:
    """Applies one decision to every selected case, and reports each failure."""
    ticked = request.every("case")
    if not ticked or len(ticked) > MOST_AT_ONCE:
        raise BadRequest(f"select 1 to {MOST_AT_ONCE} cases")
    failed = []
    for one in ticked:
        id, _, version = one.partition(":")
        try:
            decided(request, id, version)
        except (NotAllowed, NotFound, ChangedSince) as error:
            failed.append((id[:8], str(error)))
    if failed:
        return show(request, 409, failed)
    asked = board.asked(request)
    kept = {name: value for name, value in asked.fields.items() if value}
    return request.to(PATH, said="decided", **kept, page=str(asked.page))


def decided(request: ConsoleRequest, id: str, version: str) -> Case:
    """Applies the decision of the form. Raises NotFound, NotAllowed, ChangedSince, BadRequest."""
    kind = ACTIONS.get(request.one("action"))
    if kind is None or not (version.isascii() and version.isdigit()):
        raise BadRequest("choose a decision")
    case = visible_cases.case(request, id)
    body = {} if kind is CaseEventKind.ACKNOWLEDGED else {"because": request.one("because").strip()}
    if kind is CaseEventKind.ACKNOWLEDGED and request.one("because").strip():
        body = {"because": request.one("because").strip()}
    if kind is CaseEventKind.ACCEPTED:
        body["until"] = timestamps.format_utc(day(request.one("until")))
    return deciding.decide(
        request.workspace, case.id, kind, body, by=request.person.name, version=int(version[:18])
    )


def save(request: ConsoleRequest) -> Response:
    """Stores filters, order and columns under a name. What a view shows is decided each time it is opened,
    by what the user may see then."""
    name, asked = request.one("name").strip(), board.asked(request)
    if not 1 <= len(name) <= 64:
        raise BadRequest("the name of a view must have 1 to 64 characters")
    asked.filter()
    saved_searches.save(request.workspace, request.person.id, name, asked.query(), VIEWS)
    return request.to(PATH, said="view_saved", **board.saved_fields(asked.query()))


def forget(request: ConsoleRequest) -> Response:
    saved_searches.remove(request.workspace, request.person.id, request.one("id"))
    return request.to(PATH, said="view_forgotten")


page = Page(
    routes=(
        get(PATH, Permission.LOOK, show),
        post(PATH, Permission.CASES, decide, engine=True),
        get("/exposures/download", Permission.EXPORT, download),
        post("/exposures/save", Permission.LOOK, save),
        post("/exposures/forget", Permission.LOOK, forget),
    ),
    link=Link(
        title="Exposures",
        help="Cases by text, address, check, owner, data and age; decisions about many.",
        order=30,
        live="open",
    ),
)
