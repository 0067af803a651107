"""A message as it is put into the outbox, with the job that delivers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from leftopen.model.job import Job
from leftopen.model.notice import Notice, Sender
from leftopen.model.outbox import Delivery, DeliveryState, HoldReason, Message, MessageKind
from leftopen.model.severity import Severity
from leftopen.service.organisations.channels import message_file, sender_address, sender_of
from leftopen.service.outbox.holds import WAITS_FOR_APPROVAL
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity import audit
from leftopen.store.records.entities.sending import OutboxWriter

KIND = "deliver"


def message(
    workspace: Workspace,
    notice: Notice,
    sender: Sender,
    kind: MessageKind,
    *,
    asked_by: str,
    by_hand: bool = False,
    needs_approval: bool = False,
    due: datetime | None = None,
) -> Message:
    """The message of a notice, which is not stored yet. One that is critical, or that a person waits for, is
    urgent. It is due now unless `due` says otherwise; one about a case that is not urgent waits some minutes
    for others to the same recipient. Raises BadAddress when the channel can't address it so."""
    # A recipient or a text that the channel can't take is refused here, where a person still sees it.
    sender.render(notice, sender_address(workspace.settings))
    now = workspace.clock()
    urgent = by_hand or notice.severity == Severity.CRITICAL.value
    waits = kind is MessageKind.CASE and not urgent
    later = now + timedelta(minutes=workspace.settings.digest_minutes if waits else 0)
    delivery = Delivery(kind=kind, created=now, asked_by=asked_by, due=due or later, urgent=urgent)
    if needs_approval:
        # Said from the first moment on: nobody should believe that it leaves by itself.
        delivery = replace(
            delivery, needs_approval=True, state=DeliveryState.HELD, hold=HoldReason.APPROVAL,
            due=None, said=WAITS_FOR_APPROVAL,
        )  # fmt: skip
    return Message(notice=notice, file=str(message_file(workspace, notice.id, sender)), delivery=delivery)


def add(workspace: Workspace, message: Message, due: datetime | None = None, *, because: str = "") -> bool:
    """Stores it with the job that delivers it when it is due, or at `due`. False, and nothing is stored, when
    it is there. With `because` the audit log has it in the same transaction: nothing is written unseen."""
    own, notice = message.delivery, message.notice
    job = job_of(workspace, notice.id, asked_by=own.asked_by, due=due or own.due)
    writer = OutboxWriter(Changes(workspace.store.records))
    if not because:
        return writer.add(message, job)
    summary = f"to {audit_text(notice.to)}: {because}"
    entry = partial(
        audit.put, at=own.created, actor=own.asked_by, what="notice", subject=notice.case, clause=summary
    )
    return writer.add(message, job, entry)


def add_own(workspace: Workspace, notice: Notice) -> bool:
    """Adds what the installation says of itself: urgent, so that quiet hours do not hold it. Raises
    BadAddress."""
    sender, by = sender_of(notice.to), "leftopen"
    return add(workspace, message(workspace, notice, sender, MessageKind.HEALTH, asked_by=by, by_hand=True))


def job_of(workspace: Workspace, id: str, *, asked_by: str, due: datetime | None = None) -> Job:
    """The job that delivers the message with that id."""
    return job_queue.new_job(workspace, KIND, {"message": id}, asked_by=asked_by, due=due, key=job_key(id))


def job_key(id: str) -> str:
    """Of the jobs that deliver one message there is one at a time."""
    return f"{KIND} {id}"
