"""Notifies the owner: always writes the notice to a file, and sends it where its channel is configured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadSetting, NotAllowed, NotFound
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.facts import Json
from leftopen.model.finding import Finding
from leftopen.model.notice import Notice, Outbound, Receipt, Sender
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.notices._words import compose
from leftopen.present.timestamps import format_utc
from leftopen.scope import canonical
from leftopen.service.cases import review
from leftopen.service.cases.case_groups import same_server
from leftopen.service.cases.channels import (
    examples,
    outbound,
    require_sender,
    sender_of,
    unready,
    write_message,
)
from leftopen.service.cases.notice_address import addressed
from leftopen.service.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.writes import RecordWriter
from leftopen.store.records.writes.cases import CaseStep

TOLD_OF = LIVE | {CaseState.SILENT}
# Longer than a mail server may take for the whole transaction.
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationResult:
    """`file` holds the path of the written message ('' for a dry run); `receipt` is None when it was not
    sent, and `unready` says why when its channel is not configured."""

    notice: Notice
    message: bytes
    file: str
    receipt: Receipt | None
    unready: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A request to notify. `repeat`: also recipients who were notified before. `after`: how many notices had
    been sent when the user made the request, None: any number. The same request twice then sends once.
    `sees`: whether the user may see an address."""

    via: str = ""
    repeat: bool = False
    after: int | None = None
    sees: Callable[[str], bool] = lambda address: True


async def notify(
    workspace: Workspace,
    prefix: str,
    *,
    via: str = "",
    dry_run: bool = False,
    repeat: bool = False,
    after: int | None = None,
    sees: Callable[[str], bool] = lambda address: True,
) -> NotificationResult:
    """Writes the notice and sends it: one for all addresses of the same server, recorded in the case of each.
    Of several concurrent callers one sends. `after` and `sees` as in `Wish`. Raises
    NotFound, NotAllowed (already sent, being sent, or case not open), ChangedSince, BadSetting (no sender, no
    recipient, unknown scheme)."""
    wish = Wish(via=via, repeat=repeat, after=after, sees=sees)
    about, sender, told = await asyncio.to_thread(_written, workspace, prefix, wish, dry_run)
    if dry_run or told.unready:
        return told
    lent = await asyncio.to_thread(outbound, workspace)
    await asyncio.to_thread(_claim, workspace, told.notice)
    # A process that dies after this point leaves a claim, which others see and which expires.
    receipt = await _send(workspace, sender, told.notice, lent)
    await asyncio.to_thread(_record, workspace, about, told.notice, receipt)
    return replace(told, receipt=receipt)


def times_told(workspace: Workspace, case: str) -> int:
    """How many notices of the case were accepted."""
    events = workspace.store.records.cases.events(case)
    return sum(event.kind is CaseEventKind.NOTIFIED for event in events)


def _claim(workspace: Workspace, notice: Notice) -> None:
    """Claims the notice. Raises NotAllowed when another process sends it or has sent it."""
    claim = RecordWriter(workspace.store.records).notices.claim(
        notice, _key(notice), workspace.clock(), LEASE
    )
    if claim.told:
        raise NotAllowed(f"{notice.to} has just been notified of case {notice.case[:8]}")
    if claim.since is not None:
        over = claim.since + LEASE
        raise NotAllowed(
            f"leftopen started to send this notice of case {notice.case[:8]} to {notice.to} at "
            f"{format_utc(claim.since)}; if it does not arrive, try again after {format_utc(over)}"
        )


def _key(notice: Notice) -> str:
    return f"notified:{notice.id}"


def _written(
    workspace: Workspace, prefix: str, wish: Wish, dry_run: bool
) -> tuple[Sequence[Case], Sender, NotificationResult]:
    """Everything up to the file and its record. Raises NotFound, NotAllowed, ChangedSince, BadSetting."""
    case = workspace.store.records.cases.get(prefix)
    if case.state not in TOLD_OF:
        raise NotAllowed(f"case {case.id[:8]} is {case.state}: no notice is needed")
    require_sender(workspace)
    to = wish.via or _whom(workspace, case)
    sender = sender_of(to)
    members = _members(workspace, case, wish)
    about, id = addressed(workspace, members, to, repeat=wish.repeat, after=wish.after)
    finding = workspace.store.records.findings.get(about[0].finding, about[0].id)
    if finding is None:
        raise NotFound(f"the evidence of case {about[0].id[:8]} was deleted; scan {about[0].address} again")
    also = [one.endpoint for one in members if one.id != about[0].id]
    notice = _notice(workspace, about[0], finding, to, id, also)
    message, file = sender.render(notice, workspace.settings.mail_from), ""
    if not dry_run:
        file = str(write_message(workspace, notice.id, sender, message))
        RecordWriter(workspace.store.records).notices.put(notice, file)
    lacks = unready(workspace.settings, sender)
    told = NotificationResult(notice=notice, message=message, file=file, receipt=None, unready=lacks)
    return about, sender, told


def _members(workspace: Workspace, case: Case, wish: Wish) -> list[Case]:
    """The case, then those of the same server that are open, that the user may see, and whose owner has the
    same contact."""
    to = "" if wish.via else _contact(workspace, case)
    others = [
        one
        for one in same_server(workspace, case).cases[1:]
        if one.state in TOLD_OF and wish.sees(one.address) and (wish.via or _contact(workspace, one) == to)
    ]
    return [case, *others]


def _whom(workspace: Workspace, case: Case) -> str:
    """The first contact point that a contact module finds, else the setting."""
    if found := _contact(workspace, case):
        return found
    raise BadSetting(
        f"no recipient: use --via {examples()}, or set a contact in the scope record or in the setting "
        "`notify`"
    )


def _contact(workspace: Workspace, case: Case) -> str:
    record = _record_of(workspace, case)
    points = (point for contact in catalogue.contacts().values() for point in contact.find(case, record))
    return next((point.url for point in points), workspace.settings.notify)


def _record_of(workspace: Workspace, case: Case) -> ScopeRecord | None:
    """The narrowest authorisation that covers the case's address."""
    address = canonical.network(case.address)
    covering = []
    for record in workspace.store.records.scopes.list():
        if record.effect is Effect.ALLOW and canonical.looks_numeric(record.target):
            network = canonical.network(record.target)
            if network.version == address.version and address.network_address in network:
                covering.append((network.prefixlen, record))
    return max(covering, key=lambda pair: pair[0])[1] if covering else None


def _notice(
    workspace: Workspace, case: Case, finding: Finding, to: str, id: str, also: Sequence[str]
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
    )
    return Notice(id=id, case=case.id, to=to, subject=subject, text=text, written=workspace.clock())


async def _send(workspace: Workspace, sender: Sender, notice: Notice, lent: Outbound) -> Receipt:
    try:
        said = await sender.send(notice, workspace.settings.mail_from, lent)
        accepted = True
    except ConnectionError as error:
        said, accepted = str(error), False
    masked = workspace.contents().mask(said, 200)
    return Receipt(notice=notice.id, accepted=accepted, said=masked, at=workspace.clock())


def _record(workspace: Workspace, about: Sequence[Case], notice: Notice, receipt: Receipt) -> None:
    """Records the notice as sent only when the other side accepted it, in the case of each address. The claim
    is released last, when the result is stored."""
    records = workspace.store.records
    if receipt.accepted:
        body = {"notice": notice.id, "to_kind": notice.to.partition(":")[0]}
        RecordWriter(records).cases.append_together(_steps(about, notice, body), receipt.at)
    RecordWriter(records).notices.receipt(receipt)
    if receipt.accepted:
        for case in about:
            ObservationWriter(workspace.store.client).put_case(records.cases.get(case.id))


def _steps(about: Sequence[Case], notice: Notice, body: Mapping[str, Json]) -> list[CaseStep]:
    """The first one's key is that of the claim."""
    return [
        CaseStep(
            key=f"{_key(notice)}:{case.id}" if number else _key(notice),
            case=case.id,
            kind=CaseEventKind.NOTIFIED,
            actor="leftopen",
            body=body,
        )
        for number, case in enumerate(about)
    ]
