"""Adds users' comments to cases: an event that names the text, and the text, which can be erased."""

from __future__ import annotations

import secrets

from leftopen.errors import BadRequest
from leftopen.model.case import CaseEventKind
from leftopen.model.user import Note
from leftopen.present.printable import printable
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.notes import NoteWriter

LONGEST = 2000


def comment(workspace: Workspace, prefix: str, text: str, *, by: str = "") -> Note:
    """Stores the comment, masked, and returns it; `by` as in `decisions.decide`. Raises NotFound,
    BadRequest for an empty or too long text, StoreFailed."""
    case = Cases(workspace.store.records).get(prefix)
    plain = text.replace("\r\n", "\n").strip()
    if not 1 <= len(plain) <= LONGEST:
        raise BadRequest(f"invalid comment: use 1 to {LONGEST} characters")
    who, now = by or os_user(), workspace.clock()
    masked = workspace.contents().mask(printable(plain, LONGEST, lines=True))
    note = Note(id=secrets.token_hex(16), case=case.id, at=now, by=who, text=masked)
    writer = Changes(workspace.store.records)
    # The text first: an event without its text would look as if it had been erased.
    NoteWriter(writer).put(note)
    CaseWriter(writer).append(case.id, CaseEventKind.COMMENTED, now, who, {"note": note.id})
    audit_log.record(workspace, who, "comment", case.id)
    return note
