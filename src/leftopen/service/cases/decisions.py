"""Lists cases and records users' decisions about them."""

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
from leftopen.service import audit_log
from leftopen.service.os_user import os_user
from leftopen.service.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.writes import RecordWriter

REASON = 500


def list_cases(workspace: Workspace, *, everything: bool = False) -> list[Case]:
    """The open cases, or all; most severe first, then oldest first."""
    found = workspace.store.records.cases.list(None if everything else LIVE)
    return sorted(found, key=by_severity)


def by_severity(case: Case) -> tuple[int, datetime, str]:
    """The usual order of cases: most severe first, then oldest first."""
    return -case.severity.rank, case.first_open, case.id


def decide(
    workspace: Workspace,
    prefix: str,
    kind: CaseEventKind,
    body: Mapping[str, str],
    *,
    by: str = "",
    version: int | None = None,
) -> Case:
    """Records a decision; `by` is the user, by default the user who runs this program. Raises NotFound;
    NotAllowed when the case does not permit it, the reason is empty or the end is in the past; ChangedSince
    when the case is no longer of the `version` (`store.records.Cases.version`) that the user saw."""
    case = workspace.store.records.cases.get(prefix)
    if kind not in MOVES[case.state]:
        words = kind.value.replace("_", " ")
        raise NotAllowed(f"case {case.id[:8]} is {case.state}; `{words}` is not possible in this state")
    _check(body, workspace.clock())
    who, kept = by or os_user(), _kept(workspace, body)
    at_version = _new(workspace, case, kind, who, kept) if version is None else version
    try:
        RecordWriter(workspace.store.records).cases.append(
            case.id, kind, workspace.clock(), who, kept, version=at_version
        )
    except ValueError as error:
        # Another user or process changed the case at this moment.
        raise NotAllowed(f"case {case.id[:8]}: {error}") from None
    said = kind.value.replace("_", " ")
    audit_log.record(workspace, who, f"case {said}", case.id, str(kept.get("because", "")))
    case = workspace.store.records.cases.get(case.id)
    ObservationWriter(workspace.store.client).put_case(case)
    return case


def _new(workspace: Workspace, case: Case, kind: CaseEventKind, who: str, body: Mapping[str, Json]) -> int:
    """The version of the case that the user saw. Raises NotAllowed for a decision that the same user has just
    made: a command sent twice counts once."""
    version = workspace.store.records.cases.version(case.id)
    last = next((one for one in workspace.store.records.cases.events(case.id) if one.seq == version), None)
    if last is not None and (last.kind, last.actor, dict(last.body)) == (kind, who, dict(body)):
        words = kind.value.replace("_", " ")
        raise NotAllowed(f"case {case.id[:8]}: {who} has already decided `{words}` with the same reason")
    return version


def _kept(workspace: Workspace, body: Mapping[str, str]) -> dict[str, Json]:
    """The reason with personal values masked, because events are never erased."""
    mask = workspace.contents().mask
    return {name: mask(printable(text, REASON)) if name == "because" else text for name, text in body.items()}


def _check(body: Mapping[str, str], now: datetime) -> None:
    if "because" in body and not body["because"].strip():
        raise NotAllowed("the reason is missing (--why)")
    if "until" in body and parse_utc(body["until"]) <= now:
        raise NotAllowed("the end date of the acceptance (--until) is in the past")
