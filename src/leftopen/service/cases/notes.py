"""Adds users' notes to cases."""

from __future__ import annotations

import secrets

from leftopen.model.user import Note
from leftopen.service import audit_log
from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter


def add(workspace: Workspace, case: str, by: str, text: str) -> Note:
    """Stores the note, masked, and returns it. Raises StoreFailed."""
    masked = workspace.contents().mask(text)
    note = Note(id=secrets.token_hex(8), case=case, at=workspace.clock(), by=by, text=masked)
    RecordWriter(workspace.store.records).notes.add(note)
    audit_log.record(workspace, by, "note", case)
    return note
