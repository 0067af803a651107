"""What one user may see. Cases are found by their full id only, and no response reveals anything outside
the user's networks. A clause quotes an authorisation, so only users who see everything can read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from leftopen.errors import NotFound
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.model.scope import Permit
from leftopen.present.json_lines import case_line
from leftopen.present.observation_json import observation_line
from leftopen.service.cases import case_groups
from leftopen.web.console.http.request import ConsoleRequest

_LINKS = (CaseEventKind.LINKED, CaseEventKind.TAKEN_OVER)


def case(request: ConsoleRequest, id: str) -> Case:
    """NotFound is the same for a hidden case and for a missing one. An id prefix would reveal hidden cases
    by the number of its matches."""
    found = request.workspace.store.records.cases.find(id)
    if found is None or not request.visibility.sees(found.address):
        raise NotFound(f"there is no case {id[:8]!r}")
    return found


def linked(request: ConsoleRequest, case: Case) -> list[Case]:
    find = request.workspace.store.records.cases.find
    return [one for id in case.linked if (one := find(id)) and request.visibility.sees(one.address)]


def same_server(request: ConsoleRequest, case: Case) -> list[Case]:
    """The cases of the same server at other addresses."""
    group = case_groups.same_server(request.workspace, case)
    return [one for one in group.cases[1:] if request.visibility.sees(one.address)]


def hides(request: ConsoleRequest, case: Case) -> bool:
    """Whether it is linked to a case that the user may not see."""
    return len(_linked(request, case)) < len(case.linked)


def line(request: ConsoleRequest, case: Case) -> dict[str, Json]:
    """The case's line."""
    return case_line(case) | {"linked": list(_linked(request, case))}


def visible_report(request: ConsoleRequest, case: Case, case_report: dict[str, Any]) -> dict[str, Any]:
    """The case report. A link to a hidden case is left out, so that event does not match its hash here."""
    seen = _linked(request, case)
    events = [_event(event, seen) for event in case_report["events"]]
    shown = case_report if clauses(request) else case_report | _without_clauses(case_report)
    return shown | {"case": case_report["case"] | {"linked": list(seen)}, "events": events}


def clauses(request: ConsoleRequest) -> bool:
    """Whether the user may read clauses."""
    return not request.visibility.networks


def observation(request: ConsoleRequest, o: Observation) -> dict[str, Json]:
    """The observation's line."""
    return observation_line(o) if clauses(request) else dict(_without_clause(observation_line(o)))


def permit(request: ConsoleRequest, permit: Permit) -> Permit:
    """Yes or no, and by which clause."""
    return permit if clauses(request) else replace(permit, clause="", record="")


def _without_clauses(case_report: Mapping[str, Any]) -> dict[str, Any]:
    parts = {
        name: case_report[name] and _without_clause(case_report[name]) for name in ("finding", "observation")
    }
    return parts | {"looks": [_without_clause(look) for look in case_report["looks"]]}


def _without_clause(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "clause"}


def _linked(request: ConsoleRequest, case: Case) -> Sequence[str]:
    """A user who sees everything needs no lookup per case."""
    return [one.id for one in linked(request, case)] if request.visibility.networks else case.linked


def _event(event: dict[str, Any], seen: Sequence[str]) -> dict[str, Any]:
    if event["kind"] not in _LINKS or event["body"].get("other") in seen:
        return event
    return event | {"body": {name: value for name, value in event["body"].items() if name != "other"}}
