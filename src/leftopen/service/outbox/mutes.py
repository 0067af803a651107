"""Mutes: recipients, checks and networks that get no messages, for a time or permanently."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from leftopen import catalogue
from leftopen.errors import BadRequest
from leftopen.model.facts import Json
from leftopen.model.outbox import Mute
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.scope import canonical
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox.enqueue import job_of
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.mutes import Mutes, MuteWriter

MOST = 1000


def add(
    workspace: Workspace,
    *,
    by: str,
    because: str,
    contact: str = "",
    check: str = "",
    network: str = "",
    until: datetime | None = None,
) -> Mute:
    """Mutes what matches all of these; without `until` for good. Raises BadRequest, BadAddress,
    BadSetting."""
    if not (contact or check or network):
        raise BadRequest("name a contact, a check or a network to mute")
    if not because.strip():
        raise BadRequest("enter a reason: the list of mutes shows it")
    if until is not None and until <= workspace.clock():
        raise BadRequest("the end of a mute must be in the future")
    if contact:
        sender_of(contact)
    if check and check not in catalogue.checks().keys() | catalogue.shapes().keys():
        raise BadRequest(f"{check[:60]!r} is not a check or a shape; to list them: leftopen check list")
    if len(Mutes(workspace.store.records).list()) >= MOST:
        raise BadRequest(f"the limit of {MOST:,} mutes is reached; remove some first")
    mute = Mute(
        id=secrets.token_hex(8), added=workspace.clock(), by=by, because=because.strip()[:500],
        contact=contact, check=check, network=str(canonical.network(network)) if network else "", until=until,
    )  # fmt: skip
    MuteWriter(Changes(workspace.store.records)).put(mute)
    audit_log.record(workspace, by, "muted", _audited(mute), mute.because)
    return mute


def remove(workspace: Workspace, prefix: str, *, by: str) -> Mute:
    """What it held is looked at again now. Raises NotFound."""
    mute = MuteWriter(Changes(workspace.store.records)).remove(
        prefix, workspace.clock(), lambda id: job_of(workspace, id, asked_by=by)
    )
    audit_log.record(workspace, by, "unmuted", _audited(mute))
    return mute


def _audited(mute: Mute) -> str:
    return words(replace(mute, contact=audit_text(mute.contact)) if mute.contact else mute)


def words(mute: Mute) -> str:
    """`redis_open in 192.0.2.0/24 to mailto:soc@example.org`."""
    parts = (
        mute.check,
        f"in {mute.network}" if mute.network else "",
        f"to {mute.contact}" if mute.contact else "",
    )
    return " ".join(part for part in parts if part)


def line(mute: Mute) -> dict[str, Json]:
    """`type: mute`."""
    return {
        "type": "mute",
        "id": mute.id,
        "contact": mute.contact or None,
        "check": mute.check or None,
        "network": mute.network or None,
        "until": format_utc_or_none(mute.until),
        "because": mute.because,
        "by": mute.by,
        "added": format_utc(mute.added),
    }
