"""The list of cases, filtered by state, severity, owner and age; and decisions about several cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from leftopen.cases import timestamps
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadRequest, ChangedSince, NotAllowed, NotFound
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.permission import Permission
from leftopen.model.severity import Severity
from leftopen.scope.file import day
from leftopen.service.cases import decisions as deciding
from leftopen.service.cases.counts import open_cases
from leftopen.service.cases.owners import case_owners
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import visible_cases

ROWS = 200
MOST_AT_ONCE = 200
AGES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
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


def show(request: ConsoleRequest, status: int = 200, failed: Sequence[tuple[str, str]] = ()) -> Response:
    everything, owners = _everything(request)
    wanted = {name: request.one(name) for name in ("state", "severity", "owner", "age", "check")}
    wanted["state"] = wanted["state"] or "live"
    found = [case for case in everything if _fits(request, case, owners, wanted)]
    if request.json:
        return request.lines([visible_cases.line(request, case) for case in found])
    # The number beside a choice is that of the list that it leads to.
    of_any_state = [case for case in everything if _fits(request, case, owners, wanted | {"state": "all"})]
    of_any_owner = [case for case in everything if _fits(request, case, owners, wanted | {"owner": ""})]
    versions = request.workspace.store.records.cases.versions()
    rows = [Row(case=case, owner=owners[case.id], version=versions.get(case.id, 0)) for case in found[:ROWS]]
    return request.draw(
        "exposures.html", status, rows=rows, total=len(found), wanted=wanted, ages=AGES,
        states=Counter(case.state for case in of_any_state), every=list(CaseState),
        severities=list(reversed(Severity)), live=len(open_cases(of_any_state)),
        owners=Counter(owners[case.id] for case in of_any_owner).most_common(50),
        actions=ACTIONS, failed=failed,
    )  # fmt: skip


def _everything(request: ConsoleRequest) -> tuple[list[Case], dict[str, str]]:
    found = request.visibility.cases(deciding.list_cases(request.workspace, everything=True))
    owner = case_owners(request.workspace.store.records.scopes.list())
    return found, {case.id: owner(case) for case in found}


def _fits(request: ConsoleRequest, case: Case, owners: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    state, age = wanted["state"], AGES.get(wanted["age"])
    return (
        (state == "all" or (state == "live" and case.state in LIVE) or case.state == state)
        and wanted["severity"] in ("", case.severity)
        and wanted["owner"] in ("", owners[case.id])
        and wanted["check"] in ("", case.check)
        and (age is None or request.workspace.clock() - case.first_open >= age)
    )


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
    return request.to("/exposures", said="decided")


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


page = Page(
    routes=(
        get("/exposures", Permission.LOOK, show),
        post("/exposures", Permission.CASES, decide, engine=True),
    ),
    link=Link(title="Exposures", help="Cases by state, severity, owner and age.", order=30, live="open"),
)
