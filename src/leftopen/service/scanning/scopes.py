"""Recording who may be scanned; every change is in the audit."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.errors import BadScope
from leftopen.model.facts import Json
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.present.json_lines import format_utc
from leftopen.scope import canonical
from leftopen.service.os_user import os_user
from leftopen.service.workspace import Workspace


def add(workspace: Workspace, records: Sequence[ScopeRecord], *, by: str = "") -> None:
    """`by` is who says so, without it whoever runs this program. Adds all records, each with an entry in the
    audit, or none: BadScope for a range that nobody owns. What is said already is not said twice."""
    for record in records:
        because = canonical.nobodys(record.target) if record.effect is Effect.ALLOW else ""
        if because:
            raise BadScope(f"{record.target}: {because}")
    for record in records:
        if workspace.store.records.scopes.add(record):
            workspace.store.records.audit.add(
                workspace.clock(), by or os_user(), f"scope {record.effect.value}", record.target, record.id
            )


def remove(workspace: Workspace, prefix: str, *, by: str = "") -> ScopeRecord:
    """Takes one back. Raises NotFound."""
    record = workspace.store.records.scopes.remove(prefix)
    workspace.store.records.audit.add(
        workspace.clock(), by or os_user(), "scope remove", record.target, record.id
    )
    return record


def line(record: ScopeRecord) -> dict[str, Json]:
    """`type: scope`."""
    return {
        "type": "scope",
        "id": record.id,
        "effect": record.effect.value,
        "target": record.target,
        "authorised_by": record.authorised_by,
        "added": format_utc(record.added),
        "until": None if record.until is None else format_utc(record.until),
        "org": record.org,
        "contact": record.contact,
        "read": record.level.value,
        "anonymous": record.anonymous,
        "max_rate": record.rate,
        "dark": record.dark,
        "realm": record.realm,
        "note": record.note,
    }
