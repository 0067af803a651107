"""Mails that came back: read from a mailbox, matched to their message, and counted as not told.

A report counts once, and only against the delivery that it is about: not against a later try of the same
message, also when the mailbox was made anew and everything in it looks new.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from leftopen.contents.sandbox import Sandbox
from leftopen.errors import BadSetting
from leftopen.formats import delivery_status
from leftopen.formats.delivery_status import LARGEST, DeliveryStatus
from leftopen.formats.notice_message_id import notice_of
from leftopen.model.notice import Receipt
from leftopen.net import mailbox
from leftopen.net.mailbox import Cursor, Mailbox
from leftopen.service.organisations.channels import read_secret
from leftopen.service.workspace import audit_log, job_queue
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter

EVERY = timedelta(minutes=2)
BACK = timedelta(days=14)
"""How old a report may be that is seen for the first time; mail servers give up after five days."""
SKEW = timedelta(hours=1)
"""Clocks differ: a report may seem to be so much older than the delivery that it is about. To miss one is
worse than to count one about an earlier try."""
_LONGEST = 200


@dataclass(slots=True, kw_only=True)
class BounceMemory:
    """What one worker remembers between two rounds: how far the mailbox was read, and what was wrong."""

    cursor: Cursor | None = None
    failed: str = ""


def is_enabled(workspace: Workspace) -> bool:
    """Is there a mailbox for what comes back?"""
    return bool(workspace.settings.bounces_url)


def box(workspace: Workspace) -> Mailbox:
    """Raises BadSetting."""
    settings = workspace.settings
    try:
        return mailbox.mailbox(
            settings.bounces_url,
            settings.bounces_user,
            read_secret(settings.bounces_password_file, "bounces_password_file"),
        )
    except ValueError as error:
        raise BadSetting(f"bounces_url: {error}") from None


def read(workspace: Workspace, memory: BounceMemory) -> int:
    """Reads what is new in the mailbox, and returns how many messages came back. Blocking. Raises BadSetting,
    NotCaged, ConnectionError."""
    found: list[str] = []
    sandbox = Sandbox(uncaged=workspace.settings.uncaged == "yes")

    def judge(raw: bytes, at: datetime) -> bool:
        status = sandbox.call(delivery_status.read, raw, DeliveryStatus)
        used, notice = _counted(workspace, raw, status or DeliveryStatus(), at)
        found.extend(filter(None, [notice]))
        return used

    try:
        memory.cursor = mailbox.read_reports(
            box(workspace), memory.cursor, workspace.clock() - BACK, LARGEST, judge
        )
    finally:
        sandbox.close()
    if found:
        job_queue.wake(workspace, "escalate")
    return len(found)


def _counted(workspace: Workspace, raw: bytes, status: DeliveryStatus, at: datetime) -> tuple[bool, str]:
    """Whether the report is about a message of ours, and the message if that counts as not told now."""
    id = notice_of(status.message_id, workspace.settings.mail_from) if status.failed else ""
    message = Outbox(workspace.store.records).find(id) if id else None
    if message is None:
        return False, ""
    # A mailbox that was made anew has new dates of arrival; the report's own date stays.
    written = min(at, status.at or at)
    summary = workspace.contents().mask(f"came back: {status.said or 'no reason given'}", _LONGEST)
    receipt = Receipt(notice=id, accepted=False, said=summary, at=workspace.clock())
    # By its own Message-ID, because a mail server may add headers when it moves a mail.
    report = hashlib.sha256(f"{status.own_id}\n{id}".encode() if status.own_id else raw).hexdigest()
    if not OutboxWriter(Changes(workspace.store.records)).bounce(report, receipt, written + SKEW):
        return True, ""
    audit_log.record(
        workspace, "leftopen", "message came back", audit_text(message.notice.to), f"{id[:8]}: {summary}"
    )
    return True, id
