"""Several messages for one recipient become one: many findings, one mail. Urgent ones never wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leftopen.errors import BadSetting
from leftopen.model.identity import digest
from leftopen.model.notice import Notice
from leftopen.model.outbox import Delivery, DeliveryState, HoldReason, Message, MessageKind
from leftopen.present.humanize import format_count
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox.deliver import rules
from leftopen.service.outbox.enqueue import job_of, message
from leftopen.service.outbox.outcomes import no_longer_needed
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter

MOST = 50
"""In one message; the rest is the next one."""
_PASSED = frozenset({HoldReason.NONE, HoldReason.QUIET_HOURS, HoldReason.DAILY_CAP})
_LINE = "-" * 72


def combine(workspace: Workspace, id: str) -> Message | None:
    """Puts one message into the outbox for this one and all others of its kind that wait for its recipient
    and may leave now. None when there are none: it goes alone. Raises StoreFailed."""
    outbox, now = Outbox(workspace.store.records), workspace.clock()
    first = outbox.find(id)
    if first is None or not _may_wait(first, now):
        return None
    try:
        current = rules(workspace)
    except BadSetting:
        # The try to deliver it says so.
        return None
    found = [
        one
        for one in outbox.waiting_for(first.notice.to)
        if _may_wait(one, now)
        and one.delivery.kind is first.delivery.kind
        and (one.notice.id == id or one.delivery.kind is MessageKind.CASE or _due(one.delivery, now))
        and current.hold(one.notice, one.delivery, now) is None
        and not no_longer_needed(workspace, one)
    ][:MOST]
    if len(found) < 2 or id not in {one.notice.id for one in found}:
        return None
    whole = _message(workspace, found, now)
    stored = OutboxWriter(Changes(workspace.store.records)).combine(
        whole,
        job_of(workspace, whole.notice.id, asked_by=whole.delivery.asked_by),
        [job_of(workspace, one.notice.id, asked_by="") for one in found],
        now,
    )
    return whole if stored else None


def _may_wait(one: Message, now: datetime) -> bool:
    """Never tried, so that no message changes between two tries; not urgent, and not held by anything that
    lasts."""
    own = one.delivery
    waits = own.state in (DeliveryState.QUEUED, DeliveryState.HELD) and own.hold in _PASSED
    return waits and not own.urgent and not own.attempts and not own.unknown and one.sending is None


def _due(delivery: Delivery, now: datetime) -> bool:
    return delivery.due is not None and delivery.due <= now


def _message(workspace: Workspace, parts: Sequence[Message], now: datetime) -> Message:
    first = parts[0]
    about = tuple(item for one in parts for item in one.notice.about)
    what = "exposure" if first.delivery.kind is MessageKind.CASE else "message"
    counted = format_count(len(parts), what)
    listed = "\n".join(f"  {number}. {one.notice.subject}" for number, one in enumerate(parts, start=1))
    texts = "".join(f"\n{_LINE}\n{one.notice.subject}\n\n{one.notice.text}" for one in parts)
    notice = Notice(
        id=digest("combined", *(one.notice.id for one in parts)), case=first.notice.case, to=first.notice.to,
        subject=f"[leftopen] {counted}: {first.notice.subject.removeprefix('[leftopen] ')}",
        text=f"{counted} in this message:\n{listed}\n{texts}", written=now, about=about,
    )  # fmt: skip
    return message(
        workspace,
        notice,
        sender_of(notice.to),
        first.delivery.kind,
        asked_by=first.delivery.asked_by,
        due=now,
    )
