"""Cases as one person sees them: asked for by the whole id, and without a word of what lies outside of the
person's networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leftopen.errors import NotFound
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.lines import case_line
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
    return dossier | {"case": dossier["case"] | {"linked": list(seen)}, "events": events}


def _linked(asked: Asked, case: Case) -> Sequence[str]:
    """Who sees everything need not have each looked up."""
    return [one.id for one in linked(asked, case)] if asked.sight.networks else case.linked


def _event(event: dict[str, Any], seen: Sequence[str]) -> dict[str, Any]:
    if event["kind"] != CaseEventKind.LINKED or event["body"].get("other") in seen:
        return event
    return event | {"body": {name: value for name, value in event["body"].items() if name != "other"}}
