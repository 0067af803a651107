"""Takes old entries out of the audit log, each batch into a signed file first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from leftopen.cases import signed_file
from leftopen.errors import BadSetting, StoreFailed
from leftopen.model.facts import Json
from leftopen.present.timestamps import format_utc
from leftopen.service.backup.make import MADE
from leftopen.service.cases.holds import held
from leftopen.service.organisations import recipients
from leftopen.service.scanning import scan_coverage
from leftopen.service.workspace import audit_log, keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write
from leftopen.store.engine.mutations import Stops
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.responses import Responses
from leftopen.store.records.entities.identity.audit import EXPORTED, Audit, AuditEntry, AuditWriter

FOLDER = "audit"
AT_ONCE = 20_000
BY = "leftopen"
ASKED = (scan_coverage.REMOVED, recipients.ADDED, recipients.REMOVED, MADE, EXPORTED)
"""Kinds that the program itself looks up, and the trace of what went."""


def delete(workspace: Workspace, before: datetime, stopped: Stops) -> int:
    """How many entries from before then went. Those about a held case, or one with a response, stay. Raises
    StoreFailed, without deleting anything more, when a file can't be signed or written."""
    records, count = workspace.store.records, 0
    kept = held(workspace) | set(Responses(records).cases())
    while not stopped():
        entries = Audit(records).older(before, ASKED, kept, AT_ONCE)
        if not entries:
            break
        name, digest = _exported(workspace, entries)
        writer = AuditWriter(Changes(records))
        count += writer.remove(entries.keys(), workspace.clock(), BY, name, f"SHA-256 {digest}")
    return count


def _exported(workspace: Workspace, entries: Mapping[int, AuditEntry]) -> tuple[str, str]:
    """The name of the file, and its SHA-256."""
    first, last = min(entries), max(entries)
    body: dict[str, Json] = {
        "format": signed_file.AUDIT,
        "written": format_utc(workspace.clock()),
        "entries": [{"number": number} | audit_log.line(entry) for number, entry in entries.items()],
    }
    file = workspace.data / FOLDER / f"audit-{first}-{last}.json"
    try:
        raw = signed_file.sign(body, keys.signing_key(workspace.config))
        write(file, raw)
    except (BadSetting, ValueError) as error:
        raise StoreFailed(f"the audit log is kept whole: {error}") from None
    return f"{FOLDER}/{file.name}", hashlib.sha256(raw).hexdigest()
