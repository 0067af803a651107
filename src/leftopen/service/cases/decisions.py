"""Lists cases and records users' decisions about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from leftopen.cases.state_machine import MOVES
from leftopen.errors import NotAllowed
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.facts import Json
from leftopen.present.case_words import event_words, state_words
from leftopen.present.humanize import last_day
from leftopen.present.printable import printable
from leftopen.present.timestamps import parse_utc
from leftopen.service.cases.assignees import require_assignee
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import require_reason
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases

REASON = 500
Given = Mapping[str, str | None]
"""The body of a decision before it is checked and masked."""
_NEVER_PAST = {
    "until": "the end date of the acceptance",
    "promised": "the promised date",
    "due": "the due date",
}


def by_severity(case: Case) -> tuple[int, datetime, str]:
    """The usual order of cases: most severe first, then oldest first."""
    return -case.severity.rank, case.first_open, case.id


def decide(
    workspace: Workspace,
    prefix: str,
    kind: CaseEventKind,
    body: Given,
    *,
    by: str = "",
    version: int | None = None,
) -> Case:
    """Records a decision, an assignee or a due date; `by` is the user, by default the user who runs this
    program. Raises NotFound; NotAllowed when the case does not permit it, the reason is empty, a date is in
    the past or the assignee can't work on the case; ChangedSince when the case is no longer of the `version`
    (`store.records.Cases.version`) that the user saw."""
    case = record(workspace, prefix, kind, body, by=by, version=version)
    ObservationWriter(workspace.store.client).put_case(case)
    return case


def record(
    workspace: Workspace,
    prefix: str,
    kind: CaseEventKind,
    body: Given,
    *,
    by: str = "",
    version: int | None = None,
) -> Case:
    """As `decide`; the caller then puts the case where searches find it."""
    case = Cases(workspace.store.records).get(prefix)
    if kind not in MOVES[case.state]:
        raise NotAllowed(
            f"case {case.id[:8]} is {state_words(case.state)}; `{event_words(kind)}` is not possible in this "
            "state"
        )
    _check(body, workspace.clock())
    require_assignee(workspace, case, body.get("assignee"))
    who, kept = by or os_user(), _kept(workspace, body)
    at_version = _new(workspace, case, kind, who, kept) if version is None else version
    try:
        CaseWriter(Changes(workspace.store.records)).append(
            case.id, kind, workspace.clock(), who, kept, version=at_version
        )
    except ValueError as error:
        # Another user or process changed the case at this moment.
        raise NotAllowed(f"case {case.id[:8]}: {error}") from None
    audit_log.record(workspace, who, f"case {event_words(kind)}", case.id, details(kind, kept))
    return Cases(workspace.store.records).get(case.id)


def details(kind: CaseEventKind, body: Mapping[str, Json]) -> str:
    """What the body of an event says to a person, in English: reason, assignee, dates."""
    words = [str(body.get("because") or "")]
    if kind is CaseEventKind.ASSIGNED:
        words.append(f"to {body['assignee']}" if body["assignee"] else "unassigned")
    if kind is CaseEventKind.DUE_SET and body["due"] is None:
        words.append("by its severity")
    for name, message in (("until", "until"), ("promised", "promised by"), ("due", "to")):
        if body.get(name) and kind is not CaseEventKind.LINKED:
            words.append(f"{message} {last_day(parse_utc(body[name]))}")
    return " ".join(filter(None, words))


def _new(workspace: Workspace, case: Case, kind: CaseEventKind, who: str, body: Mapping[str, Json]) -> int:
    """The version of the case that the user saw. Raises NotAllowed for a decision that the same user has just
    made: a command sent twice counts once."""
    version = Cases(workspace.store.records).version(case.id)
    last = next((one for one in Cases(workspace.store.records).events(case.id) if one.seq == version), None)
    if last is not None and _same(last, kind, who, body):
        raise NotAllowed(
            f"case {case.id[:8]}: {who} has already decided `{event_words(kind)}` with the same words"
        )
    return version


def _same(event: CaseEvent, kind: CaseEventKind, who: str, body: Mapping[str, Json]) -> bool:
    return (event.kind, event.actor, dict(event.body)) == (kind, who, dict(body))


def _kept(workspace: Workspace, body: Given) -> dict[str, Json]:
    """The reason with personal values masked, because events are never erased."""
    mask = workspace.contents().mask
    return {
        name: mask(printable(text, REASON)) if name == "because" and text else text
        for name, text in body.items()
    }


def _check(body: Given, now: datetime) -> None:
    if "because" in body:
        require_reason(body["because"])
    for name, words in _NEVER_PAST.items():
        at = body.get(name)
        if at and parse_utc(at) <= now:
            raise NotAllowed(f"{words} is in the past")
