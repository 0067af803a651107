"""Notifies the owner: always writes the notice to a file, and sends it where its channel is configured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import SystemRandom

from leftopen import catalogue
from leftopen.errors import BadSetting, NotAllowed, NotFound
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.finding import Finding
from leftopen.model.notice import Notice, Receipt, Sender
from leftopen.model.outbox import DeliveryState, HoldReason, Message, MessageKind
from leftopen.notices._notice_text import compose
from leftopen.present.timestamps import format_utc
from leftopen.service.cases import review
from leftopen.service.cases.case_groups import same_server
from leftopen.service.exclusions import reports
from leftopen.service.notices import owner_links
from leftopen.service.notices.notice_address import address_notice, unspent
from leftopen.service.organisations import owner_directory
from leftopen.service.organisations.channels import (
    examples,
    outbound,
    require_sender,
    sender_of,
    unready,
    write_message,
)
from leftopen.service.organisations.owner_directory import OwnerDirectory, policy_of
from leftopen.service.outbox import enqueue, items
from leftopen.service.outbox.deliver import LEASE, LOOK_AGAIN, Attempt, attempt
from leftopen.service.outbox.outcomes import TOLD_OF
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter

_RANDOM = SystemRandom().random


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationResult:
    """`file` holds the path of the written message ('' for a dry run); `receipt` is None when it was not
    sent: `unready` says why when its channel is not configured, `held` when something holds it. `again`:
    when a worker tries it again."""

    notice: Notice
    message: bytes
    file: str
    receipt: Receipt | None
    unready: str
    held: str = ""
    again: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRequest:
    """A request to notify. `repeat`: also recipients who were notified before. `after`: how many notices had
    been sent when the user made the request, None: any number. The same request twice then sends once.
    `sees`: whether the user may see an address. `by`: who made it. `by_hand`: a person waits for the answer.
    `needs_approval`: it leaves only when a person releases it. `because`: for the audit log."""

    via: str = ""
    repeat: bool = False
    after: int | None = None
    sees: Callable[[str], bool] = lambda address: True
    by: str = "leftopen"
    by_hand: bool = True
    needs_approval: bool = False
    because: str = ""


def queue(
    workspace: Workspace,
    prefix: str,
    *,
    via: str,
    by: str,
    repeat: bool = False,
    needs_approval: bool = False,
    because: str = "",
) -> NotificationResult:
    """Puts the notice into the outbox, for a worker: together with others to the same recipient, or at once
    when it is critical; with `because` it is in the audit log. Raises as `notify`, and NotAllowed when it was
    written before."""
    request = NoticeRequest(
        via=via, repeat=repeat, by=by, by_hand=False, needs_approval=needs_approval, because=because
    )
    return _written(workspace, prefix, request, dry_run=False)


async def notify(
    workspace: Workspace,
    prefix: str,
    *,
    via: str = "",
    dry_run: bool = False,
    repeat: bool = False,
    after: int | None = None,
    sees: Callable[[str], bool] = lambda address: True,
    by: str = "leftopen",
    random: Callable[[], float] = _RANDOM,
) -> NotificationResult:
    """Puts the notice into the outbox and sends it at once: one for all addresses of the same server,
    recorded in the case of each. Of several concurrent callers one sends; what fails is tried again by a
    worker. `after`, `sees` and `by` as in `NoticeRequest`; `random` gives 0 to 1. Raises NotFound, NotAllowed
    (already sent, being sent, or case not open), ChangedSince, BadSetting (no sender, no recipient, unknown
    scheme)."""
    request = NoticeRequest(via=via, repeat=repeat, after=after, sees=sees, by=by)
    result = await asyncio.to_thread(_written, workspace, prefix, request, dry_run)
    if dry_run:
        return result
    if not result.unready:
        # What can't even be read is said before anything is tried.
        await asyncio.to_thread(outbound, workspace)
    wake = enqueue.job_of(workspace, result.notice.id, asked_by=by)
    tried = await attempt(workspace, result.notice.id, random=random, wake=wake)
    return _result(result, tried)


def _result(result: NotificationResult, tried: Attempt) -> NotificationResult:
    """Raises NotAllowed when another process sends it or has sent it."""
    if tried.since is not None:
        raise NotAllowed(
            f"leftopen started to send this notice of case {result.notice.case[:8]} to {result.notice.to} at "
            f"{format_utc(tried.since)}; if it does not arrive, try again after "
            f"{format_utc(tried.since + LEASE)}"
        )
    if tried.receipt is None and tried.delivery.state is DeliveryState.SENT:
        raise NotAllowed(f"{result.notice.to} has just been notified of case {result.notice.case[:8]}")
    if tried.receipt is None and tried.delivery.state is DeliveryState.DROPPED:
        raise NotAllowed(f"this notice was not sent: {tried.delivery.said}")
    own = tried.delivery
    lacks = own.said if own.hold is HoldReason.NOT_CONFIGURED else ""
    held = own.said if own.hold is not HoldReason.NONE and not lacks else ""
    return replace(result, receipt=tried.receipt, unready=lacks, held=held, again=own.due)


def count_notifications(workspace: Workspace, case: str) -> int:
    """How many notices of the case were accepted."""
    events = Cases(workspace.store.records).events(case)
    return sum(event.kind is CaseEventKind.NOTIFIED for event in events)


def _written(workspace: Workspace, prefix: str, request: NoticeRequest, dry_run: bool) -> NotificationResult:
    """Everything up to the file and the outbox. Raises NotFound, NotAllowed, ChangedSince, BadSetting."""
    case = Cases(workspace.store.records).get(prefix)
    if case.state not in TOLD_OF:
        raise NotAllowed(f"case {case.id[:8]} is {case.state}: no notice is needed")
    if because := reports.mute(workspace, case):
        raise NotAllowed(f"case {case.id[:8]}: {because}")
    require_sender(workspace)
    to = request.via or _whom(workspace, case)
    sender = sender_of(to)
    members = _members(workspace, case, request, to)
    about, first = address_notice(workspace, members, to, repeat=request.repeat, after=request.after)
    id = unspent(workspace, first, about[0], to)
    there = None if dry_run else Outbox(workspace.store.records).find(id)
    if there is not None:
        return _there(workspace, there, request, sender)
    finding = Findings(workspace.store.records).newest(about[0].finding, about[0].id)
    if finding is None:
        raise NotFound(f"the evidence of case {about[0].id[:8]} was deleted; scan {about[0].address} again")
    also = [one.where for one in members if one.id != about[0].id]
    at = _answer_at(workspace, about, id, request.by, dry_run)
    notice = replace(
        _notice(workspace, about[0], finding, to, id, also, at),
        about=tuple(items.of_case(one) for one in about),
    )
    message, file = sender.render(notice, workspace.settings.mail_from), ""
    if not dry_run:
        written = enqueue.message(
            workspace, notice, sender, MessageKind.CASE, asked_by=request.by, by_hand=request.by_hand,
            needs_approval=request.needs_approval,
        )  # fmt: skip
        if not _put(workspace, written, request):
            raise NotAllowed(f"{to} is being notified of case {case.id[:8]} by another request")
        file = str(write_message(workspace, notice.id, sender, message))
    lacks = unready(workspace.settings, sender)
    return NotificationResult(notice=notice, message=message, file=file, receipt=None, unready=lacks)


def _put(workspace: Workspace, message: Message, request: NoticeRequest) -> bool:
    """By hand this process sends it at once; if it dies, a worker does soon. False when another request
    stored it meanwhile: by hand, it is sent all the same."""
    due = workspace.clock() + LOOK_AGAIN if request.by_hand else None
    stored = enqueue.add(workspace, message, due, because=request.because)
    return stored or request.by_hand


def _there(
    workspace: Workspace, message: Message, request: NoticeRequest, sender: Sender
) -> NotificationResult:
    """The notice that was written before, with its text and its link. By hand it goes now, even if it waits
    for others or was not delivered: a person decided that. Raises NotAllowed otherwise."""
    id, waits = message.notice.id, message.delivery
    if not request.by_hand:
        raise NotAllowed(f"message {id[:8]} to {message.notice.to} was written before: {waits.state.value}")
    if not all(request.sees(item.address) for item in message.notice.about):
        raise NotAllowed(f"message {id[:8]} to {message.notice.to} names a case outside your networks")
    if waits.state not in (DeliveryState.SENT, DeliveryState.DROPPED):
        again = waits.state is DeliveryState.NOT_DELIVERED
        OutboxWriter(Changes(workspace.store.records)).change(
            id,
            lambda old: replace(
                old, urgent=True, needs_approval=False, attempts=0 if again else old.attempts
            ),
            enqueue.job_of(workspace, id, asked_by=request.by),
        )
    return NotificationResult(
        notice=message.notice, message=sender.render(message.notice, workspace.settings.mail_from),
        file=message.file, receipt=None, unready=unready(workspace.settings, sender),
    )  # fmt: skip


def _members(workspace: Workspace, case: Case, request: NoticeRequest, to: str) -> list[Case]:
    """The case, then those of the same server that are open, that the user may see, and whose owner is told
    at the same recipient."""
    directory = owner_directory.load(workspace)
    others = [
        one
        for one in same_server(workspace, case).cases[1:]
        if one.state in TOLD_OF
        and request.sees(one.address)
        and not reports.mute(workspace, one)
        and _is_told(workspace, directory, case, one, request, to)
    ]
    return [case, *others]


def _is_told(
    workspace: Workspace, directory: OwnerDirectory, case: Case, one: Case, request: NoticeRequest, to: str
) -> bool:
    """May this recipient of the case hear of the other one? A person who types a recipient decides that.
    What nobody typed goes only where the other's own authorisation names the recipient and says the same
    about notices."""
    if request.by_hand:
        return bool(request.via) or _contact(workspace, directory, one) == to
    record, own = directory.record_of(one), directory.record_of(case)
    same = policy_of(record) is policy_of(own)
    points = directory.contacts(one, record, directory.then(record, workspace.clock()))
    return same and to in {point.url for point in points}


def _whom(workspace: Workspace, case: Case) -> str:
    """The first contact point that a contact module finds, else the setting."""
    if found := _contact(workspace, owner_directory.load(workspace), case):
        return found
    raise BadSetting(
        f"no recipient: use --to {examples()}, or set a contact in the scope record or in the setting "
        "`notify`"
    )


def _contact(workspace: Workspace, directory: OwnerDirectory, case: Case) -> str:
    record = directory.record_of(case)
    points = directory.contacts(case, record, directory.then(record, workspace.clock()))
    return points[0].url if points else ""


def _answer_at(workspace: Workspace, about: Sequence[Case], notice: str, by: str, dry_run: bool) -> str:
    """The link to the owner's page, where notices bear one. A dry run makes none: a link can be used."""
    if not owner_links.is_enabled(workspace):
        return ""
    if dry_run:
        return f"{workspace.settings.public_url.rstrip('/')}{owner_links.PATH}…"
    return owner_links.create(workspace, [case.id for case in about], notice=notice, by=by)


def _notice(
    workspace: Workspace, case: Case, finding: Finding, to: str, id: str, also: Sequence[str], answer_at: str
) -> Notice:
    check = catalogue.exposure(case.check)
    subject, text = compose(
        case,
        finding,
        remedy=catalogue.exposure_words(case.check, "en").remedy.parts(case.product),
        title=check.title,
        contact=workspace.settings.contact,
        vantage=finding.judged.vantage,
        now=workspace.clock(),
        tls=review.inside_tls(workspace, finding),
        plain=review.words(workspace, finding),
        also=also,
        answer_at=answer_at,
    )
    return Notice(id=id, case=case.id, to=to, subject=subject, text=text, written=workspace.clock())
