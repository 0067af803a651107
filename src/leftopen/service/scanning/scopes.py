"""Adds and removes scope records; every change is in the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.errors import BadScope
from leftopen.model.facts import Json
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.present.json_lines import format_utc
from leftopen.scope import canonical
from leftopen.service import audit_log
from leftopen.service.os_user import os_user
from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter


def add(workspace: Workspace, records: Sequence[ScopeRecord], *, by: str = "") -> None:
    """Adds all records, each with an entry in the audit log, or none; `by` is the user, by default the user
    who runs this program. Raises BadScope for an invalid range. A record that exists is not added twice."""
    for record in records:
        because = canonical.nobodys(record.target) if record.effect is Effect.ALLOW else ""
        if because:
            raise BadScope(f"{record.target}: {because}")
    for record in records:
        if RecordWriter(workspace.store.records).scopes.add(record):
            audit_log.record(
                workspace, by or os_user(), f"scope {record.effect.value}", record.target, record.id
            )


def remove(workspace: Workspace, prefix: str, *, by: str = "") -> ScopeRecord:
    """Removes a record. Raises NotFound."""
    record = RecordWriter(workspace.store.records).scopes.remove(prefix)
    audit_log.record(workspace, by or os_user(), "scope remove", record.target, record.id)
    return record


def line(record: ScopeRecord) -> dict[str, Json]:
    """`type: scope`."""
    return {
        "type": "scope",
        "id": record.id,
        "effect": record.effect.value,
        "target": record.target,
        "port": record.port or None,
        "authorised_by": record.authorised_by,
        "added": format_utc(record.added),
        "until": None if record.until is None else format_utc(record.until),
        "org": record.org,
        "contact": record.contact,
        "read": record.level.value,
        "anonymous": record.anonymous,
        "max_rate": record.rate,
        "dark": record.dark,
        "one_machine": record.one_machine,
        "notify": record.notify.value,
        "realm": record.realm,
        "note": record.note,
    }
