"""What a person does with the outbox: hold, let go, try again, stop and start everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from leftopen.errors import NotAllowed
from leftopen.model.facts import Json
from leftopen.model.outbox import Delivery, DeliveryState, HoldReason, Message, OutboxStop
from leftopen.present.humanize import format_count
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.service.outbox.enqueue import job_of
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter

FINAL = frozenset({DeliveryState.SENT, DeliveryState.DROPPED})


def hold(workspace: Workspace, prefix: str, *, by: str, because: str = "") -> Message:
    """It waits until a person lets it go. Raises NotFound, NotAllowed when it was sent."""
    message = f"held by {by}{f': {because}' if because else ''}"
    return _changed(workspace, prefix, "held message", by, because, lambda old: replace(
        old, state=DeliveryState.HELD, hold=HoldReason.BY_HAND, due=None, said=message, released_by="",
    ))  # fmt: skip


def release(workspace: Workspace, prefix: str, *, by: str) -> Message:
    """It may go, whatever but the stop switch holds it: also the approval of what waits for one. Raises
    NotFound, NotAllowed when it was sent."""
    now = workspace.clock()
    return _changed(workspace, prefix, "released message", by, "", lambda old: replace(
        old, state=DeliveryState.QUEUED, hold=HoldReason.NONE, due=now, said=f"released by {by}",
        released_by=by, ended=None,
    ))  # fmt: skip


def retry(workspace: Workspace, prefix: str, *, by: str) -> Message:
    """It is tried again now, with a new count of tries; what holds it still does. Raises NotFound, NotAllowed
    when it was sent, or when a person holds it."""
    now, found = workspace.clock(), Outbox(workspace.store.records).get(prefix)
    if found.delivery.hold is HoldReason.BY_HAND:
        short = found.notice.id[:8]
        raise NotAllowed(f"message {short} is {found.delivery.said}; to release it: outbox release {short}")
    return _changed(workspace, prefix, "retried message", by, "", lambda old: old if (
        old.hold is HoldReason.BY_HAND
    ) else replace(
        old, state=DeliveryState.QUEUED, hold=HoldReason.NONE, due=now, attempts=0, ended=None,
    ))  # fmt: skip


def _changed(
    workspace: Workspace,
    prefix: str,
    what: str,
    by: str,
    because: str,
    change: Callable[[Delivery], Delivery],
) -> Message:
    message = Outbox(workspace.store.records).get(prefix)
    id = message.notice.id
    if message.delivery.state in FINAL:
        raise NotAllowed(f"message {id[:8]} has ended: {message.delivery.state.value}")
    audit_log.record(workspace, by, what, audit_text(message.notice.to), f"{id[:8]} {because}".strip()[:500])
    changed = OutboxWriter(Changes(workspace.store.records)).change(
        id, lambda old: old if old.state in FINAL else change(old), job_of(workspace, id, asked_by=by)
    )
    return replace(message, delivery=changed)


def stop(workspace: Workspace, *, by: str, because: str = "") -> bool:
    """Pauses all sending, by whoever asked for it. False when it was paused already."""
    done = OutboxWriter(Changes(workspace.store.records)).stop(
        OutboxStop(at=workspace.clock(), by=by, because=because)
    )
    if done:
        audit_log.record(workspace, by, "stopped the outbox", "", because[:500])
    return done


def start(workspace: Workspace, *, by: str) -> int:
    """Messages leave again; returns how many the stop had held."""
    held = OutboxWriter(Changes(workspace.store.records)).start(
        workspace.clock(), lambda id: job_of(workspace, id, asked_by=by)
    )
    audit_log.record(workspace, by, "started the outbox", "", format_count(held, "held message"))
    return held


def line(message: Message) -> dict[str, Json]:
    """`type: message`."""
    own = message.delivery
    return {
        "type": "message",
        "id": message.notice.id,
        "kind": own.kind.value,
        "to": message.notice.to,
        "subject": message.notice.subject,
        "state": own.state.value,
        "held_by": own.hold.value or None,
        "said": own.said,
        "asked_by": own.asked_by,
        "created": format_utc(own.created),
        "next_try": format_utc_or_none(own.due),
        "ended": format_utc_or_none(own.ended),
        "attempts": own.attempts,
        "unknown": own.unknown,
        "released_by": own.released_by or None,
        "case": message.notice.case or None,
        "file": message.file,
        "sending": format_utc_or_none(message.sending),
        "receipts": [
            {"accepted": one.accepted, "said": one.said, "at": format_utc(one.at)} for one in message.receipts
        ],
    }
