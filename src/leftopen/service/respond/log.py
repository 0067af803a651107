"""Writes the entries of a response. Every text of a person is masked and one line long; every entry is in the
audit log too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from leftopen.errors import BadRequest, NotFound
from leftopen.impact.respond.checklist import NAMES, ROLES
from leftopen.impact.respond.milestones import MILESTONES
from leftopen.impact.respond.questions import laws, questions
from leftopen.impact.respond.response import Response, response_of
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry, Word
from leftopen.present import timestamps
from leftopen.present.one_line import one_line
from leftopen.present.suggest import closest
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import require_reason
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.responses import Responses, ResponseWriter

LONGEST = 500
UNKNOWN, NEVER = "unknown", "never"


def moment(
    workspace: Workspace, prefix: str, name: str, at: datetime, how: str, *, by: str = ""
) -> ResponseEntry:
    """When something became known. Raises NotFound, BadRequest for an unknown moment or one in the future."""
    _known(name, MILESTONES, "moment")
    _past(workspace, at)
    body: dict[str, Json] = {"moment": name, "at": timestamps.format_utc(at), "how": how}
    return write(workspace, prefix, EntryKind.MOMENT, body, by=by)


def answer(
    workspace: Workspace, prefix: str, question: str, word: Word, why: str, *, by: str = ""
) -> ResponseEntry:
    """Raises NotFound, BadRequest for an unknown question."""
    _known(question, questions(), "question")
    body: dict[str, Json] = {"question": question, "word": word.value, "why": why}
    return write(workspace, prefix, EntryKind.ANSWER, body, by=by)


def log_source(
    workspace: Workspace, prefix: str, what: str, where: str, rotates: datetime | str, *, by: str = ""
) -> ResponseEntry:
    """`rotates`: a time, `unknown` or `never`. Raises NotFound, BadRequest."""
    rotation = timestamps.format_utc(rotates) if isinstance(rotates, datetime) else rotates
    body: dict[str, Json] = {"what": what, "where": where, "rotates": rotation}
    return write(workspace, prefix, EntryKind.LOG_SOURCE, body, by=by)


def preserve_log(workspace: Workspace, prefix: str, number: int, note: str, *, by: str = "") -> ResponseEntry:
    """Raises NotFound for an unknown log."""
    if number not in _now(workspace, prefix).logs:
        raise NotFound(f"the response lists no log {number}")
    return write(workspace, prefix, EntryKind.LOG_PRESERVED, {"log": number, "note": note}, by=by)


def step(
    workspace: Workspace, prefix: str, name: str, *, done: bool, why: str, by: str = ""
) -> ResponseEntry:
    """Closes a step of the checklist. Raises NotFound, BadRequest for an unknown step, NotAllowed without a
    reason."""
    _known(name, NAMES, "step")
    require_reason(why)
    return write(workspace, prefix, EntryKind.STEP, {"step": name, "done": done, "why": why}, by=by)


def decision(workspace: Workspace, prefix: str, what: str, why: str, *, by: str = "") -> ResponseEntry:
    """Raises NotFound, NotAllowed without a reason."""
    require_reason(why)
    return write(workspace, prefix, EntryKind.DECISION, {"what": what, "why": why}, by=by)


def role(workspace: Workspace, prefix: str, name: str, who: str, *, by: str = "") -> ResponseEntry:
    """Raises NotFound, BadRequest for an unknown role."""
    _known(name, ROLES, "role")
    return write(workspace, prefix, EntryKind.ROLE, {"role": name, "who": who}, by=by)


def task(
    workspace: Workspace, prefix: str, what: str, who: str, due: datetime | None, *, by: str = ""
) -> ResponseEntry:
    """Raises NotFound."""
    limit: dict[str, Json] = {"due": timestamps.format_utc(due)} if due else {}
    return write(workspace, prefix, EntryKind.TASK, {"what": what, "who": who, **limit}, by=by)


def task_done(workspace: Workspace, prefix: str, number: int, note: str, *, by: str = "") -> ResponseEntry:
    """Raises NotFound for an unknown task."""
    if number not in _now(workspace, prefix).tasks:
        raise NotFound(f"the response has no task {number}")
    return write(workspace, prefix, EntryKind.TASK_DONE, {"task": number, "note": note}, by=by)


def meet_deadline(
    workspace: Workspace, prefix: str, deadline: str, at: datetime, reference: str, *, by: str = ""
) -> ResponseEntry:
    """A deadline that was met. Raises NotFound, BadRequest for an unknown one or a time in the future."""
    names = [f"{name}.{one.name}" for name, law in laws().items() for one in law.deadlines]
    _known(deadline, names, "deadline")
    _past(workspace, at)
    body: dict[str, Json] = {
        "deadline": deadline,
        "at": timestamps.format_utc(at),
        "reference": reference,
    }
    return write(workspace, prefix, EntryKind.MET, body, by=by)


def export(
    workspace: Workspace, prefix: str, what: str, file: Path, sha256: str, *, facts: str = "", by: str = ""
) -> ResponseEntry:
    """A file that left the program. `facts`: the digest of the facts that it was made from, '' for a file
    that says none."""
    body: dict[str, Json] = {"what": what, "name": file.name, "sha256": sha256}
    if facts:
        body["facts"] = facts
    return write(workspace, prefix, EntryKind.EXPORT, body, by=by)


def write(
    workspace: Workspace, prefix: str, kind: EntryKind, body: Mapping[str, Json], *, by: str = ""
) -> ResponseEntry:
    """One entry, masked. Raises NotFound, BadRequest for an empty text that the entry needs, StoreFailed."""
    case, who, now = Cases(workspace.store.records).get(prefix), by or os_user(), workspace.clock()
    clean = {key: _clean(workspace, value) for key, value in body.items()}
    kept = {key: value for key, value in clean.items() if value != "" or key not in _MAY_BE_LEFT_OUT}
    for key, value in kept.items():
        if value == "" and key not in _MAY_BE_EMPTY:
            raise BadRequest(f"{key!r} is missing")
    try:
        entry = ResponseWriter(Changes(workspace.store.records)).append(case.id, kind, now, who, kept)
    except ValueError as error:
        raise BadRequest(str(error)) from None
    audit_log.record(workspace, who, f"respond {kind.value.replace('_', ' ')}", case.id, f"entry {entry.seq}")
    return entry


_MAY_BE_LEFT_OUT = frozenset({"note", "reference", "due"})
_MAY_BE_EMPTY = frozenset({"why"})


def _clean(workspace: Workspace, value: Json) -> Json:
    """Lists are made of clean values already: see `custody` and `drafting`."""
    if not isinstance(value, str):
        return value
    return workspace.contents().mask(one_line(value, LONGEST))


def _now(workspace: Workspace, prefix: str) -> Response:
    records = workspace.store.records
    return response_of(Responses(records).of(Cases(records).get(prefix).id))


def _known(name: str, known: Iterable[str], what: str) -> None:
    """Raises BadRequest, with the nearest name."""
    there = list(known)
    if name not in there:
        meant = closest(name, there)
        hint = f"; did you mean {meant!r}?" if meant else f"; known: {', '.join(there)}"
        raise BadRequest(f"unknown {what} {one_line(name, 60)!r}{hint}")


def _past(workspace: Workspace, at: datetime) -> None:
    if at > workspace.clock():
        raise BadRequest(f"{timestamps.format_utc(at)} is in the future")
