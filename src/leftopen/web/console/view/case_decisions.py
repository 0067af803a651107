"""What a form decides about cases."""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.cases.state_machine import MOVES
from leftopen.errors import BadRequest, NotFound
from leftopen.model.case import CaseEventKind
from leftopen.present import timestamps
from leftopen.scope.file import day
from leftopen.service.cases.decisions import Given
from leftopen.service.cases.group_decisions import decide_each
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view import visible_cases

ACTIONS: Mapping[str, CaseEventKind] = {
    "acknowledge": CaseEventKind.ACKNOWLEDGED,
    "accept": CaseEventKind.ACCEPTED,
    "false_positive": CaseEventKind.MARKED_FALSE,
    "close": CaseEventKind.CLOSED_BY_WORD,
    "reopen": CaseEventKind.REOPENED,
    "assign": CaseEventKind.ASSIGNED,
    "due": CaseEventKind.DUE_SET,
}


def decided(request: ConsoleRequest, marks: str, kind: CaseEventKind, body: Given) -> list[tuple[str, str]]:
    """Records the decision in each case of `marks` (`ID:VERSION,…`) whose state permits it; where none does,
    every one is told. Gives the cases that were not changed, with the reason. Raises BadRequest."""
    seen, failed = [], []
    for id, _, version in (one.partition(":") for one in marks.split(",")):
        try:
            seen.append((visible_cases.case(request, id), number(version)))
        except NotFound as error:
            failed.append((id, str(error)))
    fitting = [one for one in seen if kind in MOVES[one[0].state]] or seen
    wanted = [(case.id, version) for case, version in fitting]
    done = decide_each(request.workspace, wanted, kind, body, by=request.person.name)
    return [(id[:8], why) for id, why in (*failed, *done.failed)]


def decision(request: ConsoleRequest) -> tuple[CaseEventKind, dict[str, str | None]]:
    """What the form says. Raises BadRequest, and BadScope for a wrong date."""
    kind = ACTIONS.get(request.one("action"))
    if kind is None:
        raise BadRequest("choose a decision")
    because, date = request.one("because").strip(), request.one("until").strip()
    if kind is CaseEventKind.ASSIGNED:
        return kind, {"assignee": request.one("assignee").strip()}
    if kind is CaseEventKind.DUE_SET:
        return kind, {"due": _end_of(date) if date else None}
    body: dict[str, str | None] = {"because": because}
    if kind is CaseEventKind.ACKNOWLEDGED:
        body = {**(body if because else {}), **({"promised": _end_of(date)} if date else {})}
    if kind is CaseEventKind.ACCEPTED:
        body["until"] = _end_of(date)
    return kind, body


def _end_of(date: str) -> str:
    """Raises BadScope."""
    return timestamps.format_utc(day(date))


def number(version: str) -> int:
    """Raises BadRequest."""
    if not (version.isascii() and version.isdigit()):
        raise BadRequest("choose a decision")
    return int(version[:18])
