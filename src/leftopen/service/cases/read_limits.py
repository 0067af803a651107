"""Why the contents of a finding are unknown: what the check can read at most, or what the scope allows."""

from __future__ import annotations

from leftopen import catalogue
from leftopen.model.check import Check
from leftopen.model.finding import Finding
from leftopen.model.read_level import ReadLevel
from leftopen.scope.decide import Scope
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.scopes import Scopes
from leftopen.translate import Translator, english

COUNTERS, NAMES, RECOGNISED = (
    "This check reads at most versions and counters. It never reads an item, at any read level.",
    "This check reads at most names, subjects and sizes. It never reads an item, at any read level.",
    "This check reads the file only to recognise it. It stores no item.",
)
SCOPE, REFUSED, ALLOWED = (
    "The scope allows reading up to {level}; with `leftopen scope add {address} --read sample --until DATE` "
    "the next check reads a few items.",
    "The scope does not allow this address now; with an authorisation at read level sample the next check "
    "reads a few items.",
    "The scope allows leftopen to read items, but the check read none. The server showed no readable item, "
    "or the scope allowed less at that time. Check again to find out.",
)
TEXTS = (COUNTERS, NAMES, RECOGNISED, SCOPE, REFUSED, ALLOWED)
"""Every text that is translated."""


def read_limit(workspace: Workspace, finding: Finding, t: Translator = english) -> str:
    """One sentence; '' when items were read."""
    if finding.evidence.items:
        return ""
    never = _never(finding.judged.check)
    if never:
        return t(never)
    address = finding.judged.endpoint.address
    permit = Scope(records=Scopes(workspace.store.records).list()).permit(address, workspace.clock())
    if not permit.allowed:
        return t(REFUSED)
    if permit.level.allows(ReadLevel.SAMPLE):
        return t(ALLOWED)
    return t(SCOPE, level=permit.level.value, address=str(address))


def _never(name: str) -> str:
    """Why no scope would let it read an item; '' for a shape, and for a check that reads samples."""
    found = catalogue.exposure(name)
    if not isinstance(found, Check):
        return ""
    if found.level is ReadLevel.SAMPLE:
        return RECOGNISED
    return {ReadLevel.SAMPLE: "", ReadLevel.LISTING: NAMES}.get(found.deepest, COUNTERS)
