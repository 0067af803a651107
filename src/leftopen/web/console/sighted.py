"""What one person sees: cases are asked for by the whole id, and nothing says a word of what lies outside of
the person's networks. A clause names a whole authorisation and who gave it: only who sees everything reads
one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from leftopen.errors import NotFound
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.lines import case_line
from leftopen.model.observation import Observation
from leftopen.model.observation_line import observation_line
from leftopen.model.scope import Permit
from leftopen.web.console.asked import Asked


def case(asked: Asked, id: str) -> Case:
    """NotFound says the same of one that is hidden and of one that is not there. The beginning of an id would
    tell of hidden ones by how many it fits."""
    found = asked.desk.store.records.cases.find(id)
    if found is None or not asked.sight.sees(found.address):
        raise NotFound(f"there is no case {id[:8]!r}")
    return found


def linked(asked: Asked, case: Case) -> list[Case]:
    find = asked.desk.store.records.cases.find
    return [one for id in case.linked if (one := find(id)) and asked.sight.sees(one.address)]


def hides(asked: Asked, case: Case) -> bool:
    """Whether it is linked to a case that the person does not see."""
    return len(_linked(asked, case)) < len(case.linked)


def line(asked: Asked, case: Case) -> dict[str, Json]:
    """The case's line."""
    return case_line(case) | {"linked": list(_linked(asked, case))}


def told(asked: Asked, case: Case, dossier: dict[str, Any]) -> dict[str, Any]:
    """The case's dossier. What became of the case stays; which other case it was linked to is left out where
    that one is hidden, so such an event does not fit its hash here."""
    seen = _linked(asked, case)
    events = [_event(event, seen) for event in dossier["events"]]
    shown = dossier if clauses(asked) else dossier | _without_clauses(dossier)
    return shown | {"case": dossier["case"] | {"linked": list(seen)}, "events": events}


def clauses(asked: Asked) -> bool:
    """Whether the person reads by which clause something was allowed."""
    return not asked.sight.networks


def observation(asked: Asked, o: Observation) -> dict[str, Json]:
    """The observation's line."""
    return observation_line(o) if clauses(asked) else dict(_without_clause(observation_line(o)))


def permit(asked: Asked, permit: Permit) -> Permit:
    """Yes or no, and by which clause."""
    return permit if clauses(asked) else replace(permit, clause="", record="")


def _without_clauses(dossier: Mapping[str, Any]) -> dict[str, Any]:
    parts = {name: dossier[name] and _without_clause(dossier[name]) for name in ("finding", "observation")}
    return parts | {"looks": [_without_clause(look) for look in dossier["looks"]]}


def _without_clause(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "clause"}


def _linked(asked: Asked, case: Case) -> Sequence[str]:
    """Who sees everything need not have each looked up."""
    return [one.id for one in linked(asked, case)] if asked.sight.networks else case.linked


def _event(event: dict[str, Any], seen: Sequence[str]) -> dict[str, Any]:
    if event["kind"] != CaseEventKind.LINKED or event["body"].get("other") in seen:
        return event
    return event | {"body": {name: value for name, value in event["body"].items() if name != "other"}}
