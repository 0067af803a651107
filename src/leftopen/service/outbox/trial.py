"""One test message to a recipient, to see whether it arrives."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from leftopen.model.identity import digest
from leftopen.model.notice import Notice
from leftopen.model.outbox import MessageKind
from leftopen.present.humanize import format_time
from leftopen.service.organisations.channels import require_named, require_sender, sender_of
from leftopen.service.outbox import enqueue
from leftopen.service.outbox.deliver import LOOK_AGAIN, Attempt, attempt
from leftopen.service.workspace.workspace import Workspace


async def send(
    workspace: Workspace, to: str, *, by: str, random: Callable[[], float]
) -> tuple[Notice, Attempt]:
    """Sends it once. Raises BadSetting (no sender, unknown channel, not a named URL), BadAddress."""
    sender = sender_of(to)
    require_sender(workspace)
    require_named(workspace, to)
    now = workspace.clock()
    notice = Notice(
        id=digest("test", to, secrets.token_hex(16)), case="", to=to, written=now,
        subject="[leftopen] Test message",
        text=f"This is a test message of leftopen, sent by {by} at {format_time(now)}.\n\nNo exposure was "
        f"found. This recipient will receive notices. Contact: {workspace.settings.contact}.\n",
    )  # fmt: skip
    message = enqueue.message(workspace, notice, sender, MessageKind.TEST, asked_by=by, by_hand=True)
    enqueue.add(workspace, message, now + LOOK_AGAIN)
    wake = enqueue.job_of(workspace, notice.id, asked_by=by)
    return notice, await attempt(workspace, notice.id, random=random, wake=wake)
