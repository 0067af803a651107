"""Records actions in the audit log."""

from __future__ import annotations

from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter


def record(workspace: Workspace, actor: str, what: str, subject: str, clause: str = "") -> None:
    """Adds one entry; it is on the disk when this returns. Raises StoreFailed."""
    RecordWriter(workspace.store.records).audit.add(workspace.clock(), actor, what, subject, clause)
