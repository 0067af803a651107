"""One address as it was known at a time: its services, and its cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from leftopen.cases.as_of import cases_as_of
from leftopen.model.absence import Absence
from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.observation import Observation
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.imports import Imports


def host_as_of(workspace: Workspace, address: Address, at: datetime) -> list[Observation]:
    """The observation of each service that was the current one, by port. What was imported later was not
    known yet, however old it is. History that was deleted by its age is missing."""
    records, store = workspace.store.records, workspace.store.observations
    later = [one.id for one in Imports(records).list() if one.started > at]
    away = _away(store.absences(address, until=at), at)
    found = store.host_as_of(address, at, without=later)
    return [replace(one, absence=away.get(one.service)) for one in found]


def cases_of_host(workspace: Workspace, address: Address, at: datetime) -> list[Case]:
    """Its cases, as they were."""
    cases = Cases(workspace.store.records)
    return [found for case in cases.at(str(address)) for found in cases_as_of(cases.events(case.id), at)]


def _away(absences: Iterable[Absence], at: datetime) -> dict[str, Absence]:
    """Service → the absence that had no end yet."""
    return {
        one.service: replace(one, last=min(one.last, at), ended=None)
        for one in absences
        if one.since <= at and (one.ended is None or one.ended > at)
    }
