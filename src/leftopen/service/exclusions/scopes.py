"""Adds and removes scope records; every change is in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from leftopen.contacts import scope_contact
from leftopen.errors import BadScope
from leftopen.model.facts import Json
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.present.json_lines import format_utc
from leftopen.scope import canonical
from leftopen.service.identity.visibility import Visibility
from leftopen.service.organisations import channels, recipients
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.scopes import ScopeWriter

EVERYTHING = Visibility()


def add(
    workspace: Workspace,
    records: Sequence[ScopeRecord],
    *,
    by: str = "",
    may_tell: bool = True,
    visibility: Visibility = EVERYTHING,
) -> None:
    """Adds all records, each with an entry in the audit log, or none; `by` is the user, by default the user
    who runs this program, who may set contacts. Without `may_tell`, a record has the recipients of the one
    that covers it. Raises BadScope for an invalid range, NotPermitted for a contact or another organisation
    without `may_tell` and for an organisation that `visibility` hides, BadAddress for a contact that can't be
    addressed. A record that exists is not added twice."""
    for record in records:
        because = canonical.nobodys(record.target) if record.effect is Effect.ALLOW else ""
        if because:
            raise BadScope(f"{record.target}: {because}")
    for contact in dict.fromkeys(record.contact for record in records if record.contact):
        channels.accept(scope_contact.urls(contact), may_tell=may_tell)
    who = by or os_user()
    named = [replace(record, contact_by=who if record.contact else "") for record in records]
    for record in recipients.settle_recipients(workspace, named, visibility, may_tell=may_tell):
        if ScopeWriter(Changes(workspace.store.records)).add(record):
            audit_log.record(workspace, who, f"scope {record.effect.value}", record.target, record.id)


def remove(workspace: Workspace, prefix: str, *, by: str = "") -> ScopeRecord:
    """Removes a record. Raises NotFound."""
    record = ScopeWriter(Changes(workspace.store.records)).remove(prefix)
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
