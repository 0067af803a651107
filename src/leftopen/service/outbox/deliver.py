"""One try to deliver one message, and what follows from its outcome.

A message is lent to one sender at a time, until it says how the try ended, its process dies, or the loan is
over. It can reach the other side twice only if the process dies between
the other side's yes and our note of it; such a try is counted as unknown, and the next one has the same
Message-ID or idempotency key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from leftopen.errors import BadAddress, BadSetting, StoreFailed
from leftopen.model.job import Job
from leftopen.model.notice import Notice, Receipt, Rejected, TryLater
from leftopen.model.outbox import Delivery, DeliveryState, HoldReason, Message, MessageKind
from leftopen.net.outbound.notices import NoticeOutbound
from leftopen.service.organisations.channels import (
    outbound,
    sender_address,
    sender_of,
    unready,
    write_message,
)
from leftopen.service.outbox import outcomes, sender_lock
from leftopen.service.outbox.backoff import ATTEMPTS, pause
from leftopen.service.outbox.holds import DAY, Hold, Rules
from leftopen.service.outbox.quiet_hours import parse
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.mutes import Mutes
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import Lease, OutboxWriter, note

# Longer than a mail server may take for the whole transaction.
LEASE = timedelta(minutes=10)
LOOK_AGAIN = timedelta(seconds=30)
"""How often it is asked whether the one who sends it lives, and so the longest wait after a death."""
MENDED = timedelta(minutes=15)
"""How long a message waits for a person to mend what is wrong here."""
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """`delivery`: how the message stands now. `receipt`: the answer to this try, None when nothing was sent:
    it is held, was sent before, or another process has been sending it since `since`."""

    delivery: Delivery
    receipt: Receipt | None = None
    since: datetime | None = None


async def attempt(
    workspace: Workspace, id: str, *, random: Callable[[], float], wake: Job | None = None
) -> Attempt:
    """Tries to deliver the message now. `random` gives 0 to 1. `wake`: the job that tries it again later;
    None when the caller is that job. Raises NotFound, StoreFailed."""
    with sender_lock.alive(workspace.data) as sender:
        return await _attempt(workspace, id, sender, random, wake)


async def _attempt(
    workspace: Workspace, id: str, sender: str, random: Callable[[], float], wake: Job | None
) -> Attempt:
    lent = await asyncio.to_thread(_lend, workspace, id, sender)
    if not lent.mine:
        return Attempt(delivery=lent.delivery, since=lent.since)
    message = await asyncio.to_thread(_found, workspace, id)
    ready = await asyncio.to_thread(_ready, workspace, message, lent.leaving)
    if isinstance(ready, Delivery):
        await asyncio.to_thread(_note, workspace, message, None, ready, wake)
        return Attempt(delivery=ready)
    # A process that dies after this point leaves the loan and its lock, by which others see that it died.
    receipt, error = await _send(workspace, message.notice, ready)
    after = _after(workspace, message.delivery, receipt, error, random)
    if rest := await asyncio.to_thread(outcomes.remainder_note, workspace, message):
        after = replace(after, said=f"{after.said} ({rest})")
    await asyncio.to_thread(_note, workspace, message, receipt, after, wake)
    return Attempt(delivery=after, receipt=receipt)


def _lend(workspace: Workspace, id: str, sender: str) -> Lease:
    lent = OutboxWriter(Changes(workspace.store.records)).lend(
        id, workspace.clock(), LEASE, sender, partial(sender_lock.is_dead, workspace.data)
    )
    sender_lock.forget(workspace.data, lent.dead)
    return lent


def _found(workspace: Workspace, id: str) -> Message:
    message = Outbox(workspace.store.records).find(id)
    if message is None:
        raise StoreFailed(f"message {id[:8]} has gone")
    return message


def rules(workspace: Workspace, leaving: int = 0) -> Rules:
    """What holds messages now; `leaving` as in `Rules`. Raises BadSetting."""
    records, settings = workspace.store.records, workspace.settings
    outbox = Outbox(records)
    cap = settings.messages_per_day
    return Rules(
        stop=outbox.stopped(), mutes=Mutes(records).list(), quiet=parse(settings.quiet_hours), cap=cap,
        sent=outbox.sent_since(workspace.clock() - DAY) if cap else (), leaving=leaving,
    )  # fmt: skip


def _ready(workspace: Workspace, message: Message, leaving: int) -> NoticeOutbound | Delivery:
    """What it is sent with; or how it stands when it is not sent now. Writes its file."""
    notice, before = message.notice, message.delivery
    try:
        hold = rules(workspace, leaving).hold(notice, before, workspace.clock())
        sender = sender_of(notice.to)
        rendered = sender.render(notice, sender_address(workspace.settings))
        lacks = unready(workspace.settings, sender)
        if hold is None and lacks:
            hold = Hold(reason=HoldReason.NOT_CONFIGURED, said=lacks)
        write_message(workspace, notice.id, sender, rendered)
        if hold is None:
            over = outcomes.no_longer_needed(workspace, message)
            return _dropped(before, over, workspace.clock()) if over else outbound(workspace)
    except (BadSetting, BadAddress) as error:
        # Such as a full disk, or a file of a secret that can't be read now.
        again = workspace.clock() + MENDED
        hold = Hold(reason=HoldReason.NOT_CONFIGURED, said=str(error), due=again)
    return replace(before, state=DeliveryState.HELD, hold=hold.reason, due=hold.due, said=hold.said)


def _dropped(before: Delivery, message: str, now: datetime) -> Delivery:
    return replace(
        before, state=DeliveryState.DROPPED, hold=HoldReason.NONE, due=None, said=message, ended=now
    )


async def _send(
    workspace: Workspace, notice: Notice, lent: NoticeOutbound
) -> tuple[Receipt, ConnectionError | None]:
    failed: ConnectionError | None = None
    try:
        message = await sender_of(notice.to).send(notice, workspace.settings.mail_from, lent)
    except ConnectionError as error:
        message, failed = str(error), error
    except Exception as error:  # noqa: BLE001
        # Whether it arrived is not known, and the next try would end the same way: it counts as a failed one.
        message = f"bug in the channel {notice.to.partition(':')[0]}: {type(error).__name__}: {error}"
        failed = ConnectionError(message)
    masked = await asyncio.to_thread(lambda: workspace.contents().mask(message, _LONGEST))
    receipt = Receipt(notice=notice.id, accepted=failed is None, said=masked, at=workspace.clock())
    return receipt, failed


def _after(
    workspace: Workspace,
    before: Delivery,
    receipt: Receipt,
    error: ConnectionError | None,
    random: Callable[[], float],
) -> Delivery:
    now, attempts = workspace.clock(), before.attempts + 1
    tried = replace(before, attempts=attempts, hold=HoldReason.NONE, said=receipt.said)
    if error is None:
        return replace(tried, state=DeliveryState.SENT, due=None, ended=now)
    most = 1 if before.kind is MessageKind.TEST else ATTEMPTS
    if isinstance(error, Rejected) or attempts >= most:
        why = f"given up after {attempts} tries: " if attempts >= most > 1 else ""
        message = receipt.said if isinstance(error, Rejected) else f"{why}{receipt.said}"
        return replace(tried, state=DeliveryState.NOT_DELIVERED, due=None, ended=now, said=message)
    asked = error.seconds if isinstance(error, TryLater) else 0.0
    return replace(tried, state=DeliveryState.QUEUED, due=now + pause(attempts, random, asked))


def _note(
    workspace: Workspace, message: Message, receipt: Receipt | None, after: Delivery, wake: Job | None
) -> None:
    """The answer, how the message stands, and what follows from it, in one transaction."""
    id = message.notice.id
    if receipt is not None and after.state is DeliveryState.SENT:
        also = partial(note, receipt=receipt, id=id, delivery=after, wake=wake)
        outcomes.record_sent(workspace, message, receipt, also)
    else:
        OutboxWriter(Changes(workspace.store.records)).note(receipt, id, after, wake)
