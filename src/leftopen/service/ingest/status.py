"""Lists imports with their present state: an import whose process died is stopped, whatever its record
says."""

from __future__ import annotations

import builtins
from dataclasses import replace

from leftopen.model.import_record import ImportRecord
from leftopen.service.ingest.run import STOPPED
from leftopen.service.workspace.locks import is_locked
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.imports import Imports

DIED = "the import process ended; import the same file again to resume"


def list(workspace: Workspace) -> builtins.list[ImportRecord]:
    """All imports, newest first. Raises StoreFailed."""
    return [_standing(workspace, one) for one in Imports(workspace.store.records).list()]


def find(workspace: Workspace, identifier: str) -> ImportRecord | None:
    """The import with exactly that id. Raises StoreFailed."""
    found = Imports(workspace.store.records).find(identifier)
    return None if found is None else _standing(workspace, found)


def _standing(workspace: Workspace, one: ImportRecord) -> ImportRecord:
    if one.state != "running" or is_locked(workspace.data, one.id):
        return one
    # It may have ended since its record was read.
    now = Imports(workspace.store.records).find(one.id)
    return replace(one, state=STOPPED, why=DIED) if now is None or now.state == "running" else now
