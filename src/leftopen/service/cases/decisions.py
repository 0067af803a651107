"""Cases: the list, and what a person decides about one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from leftopen.cases.closure_rules import LIVE
from leftopen.cases.state_machine import MOVES
from leftopen.cases.timestamps import parse_utc
from leftopen.errors import NotAllowed
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.facts import Json
from leftopen.present.printable import printable
from leftopen.service.os_user import os_user
from leftopen.service.workspace import Workspace

REASON = 500


def list_cases(workspace: Workspace, *, everything: bool = False) -> list[Case]:
    """Those that are open, or all; the gravest first, then the oldest."""
    found = workspace.store.records.cases.list(None if everything else LIVE)
    return sorted(found, key=lambda case: (-case.severity.rank, case.first_open, case.id))


def decide(
    workspace: Workspace,
    prefix: str,
    kind: CaseEventKind,
    body: Mapping[str, str],
    *,
    by: str = "",
    version: int | None = None,
) -> Case:
    """Records a person's decision; `by` is who, without it whoever runs this program. Raises NotFound, or
    NotAllowed when it can't happen to such a case, has an empty reason or ends in the past, and ChangedSince
    when the case is no longer of the `version` (`store.records.Cases.version`) that the person looked at."""
    case = workspace.store.records.cases.get(prefix)
    if kind not in MOVES[case.state]:
        words = kind.value.replace("_", " ")
        raise NotAllowed(f"case {case.id[:8]} is {case.state}; `{words}` can't happen to it now")
    _check(body, workspace.clock())
    who, kept = by or os_user(), _kept(workspace, body)
    at_version = _new(workspace, case, kind, who, kept) if version is None else version
    try:
        workspace.store.records.cases.append(case.id, kind, workspace.clock(), who, kept, version=at_version)
    except ValueError as error:
        # Somebody else moved the case in this moment.
        raise NotAllowed(f"case {case.id[:8]}: {error}") from None
    case = workspace.store.records.cases.get(case.id)
    workspace.store.observations.put_case(case)
    return case


def _new(workspace: Workspace, case: Case, kind: CaseEventKind, who: str, body: Mapping[str, Json]) -> int:
    """The version of the case that was looked at. Raises NotAllowed for what the same person has just
    decided: a command that is given twice counts once."""
    version = workspace.store.records.cases.version(case.id)
    last = next((one for one in workspace.store.records.cases.events(case.id) if one.seq == version), None)
    if last is not None and (last.kind, last.actor, dict(last.body)) == (kind, who, dict(body)):
        words = kind.value.replace("_", " ")
        raise NotAllowed(f"case {case.id[:8]}: {who} decided `{words}` already, in the same words")
    return version


def _kept(workspace: Workspace, body: Mapping[str, str]) -> dict[str, Json]:
    """The reason without personal values: events are never erased."""
    mask = workspace.contents().mask
    return {name: mask(printable(text, REASON)) if name == "because" else text for name, text in body.items()}


def _check(body: Mapping[str, str], now: datetime) -> None:
    if "because" in body and not body["because"].strip():
        raise NotAllowed("give the reason (--why): it is kept for whoever asks later")
    if "until" in body and parse_utc(body["until"]) <= now:
        raise NotAllowed("the day until which the risk would be accepted (--until) is over")
