"""Notifies the owner: always writes the notice to a file, and sends it where its channel is configured."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadSetting, ChangedSince, NotAllowed, NotFound
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.finding import Finding
from leftopen.model.identity import digest
from leftopen.model.notice import Notice, Outbound, Receipt, Sender
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.notices._words import compose
from leftopen.present.timestamps import format_utc
from leftopen.scope import canonical
from leftopen.service.cases import review
from leftopen.service.cases.channels import examples, outbound, require_sender, sender_of, unready
from leftopen.service.workspace import Workspace
from leftopen.service.write_file import write
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.writes import RecordWriter

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
    been sent when the user made the request, None: any number. The same request twice then sends once."""

    via: str = ""
    repeat: bool = False
    after: int | None = None


async def notify(
    workspace: Workspace,
    prefix: str,
    *,
    via: str = "",
    dry_run: bool = False,
    repeat: bool = False,
    after: int | None = None,
) -> NotificationResult:
    """Writes the notice and sends it. Of several concurrent callers one sends. `after` as in `Wish`. Raises
    NotFound, NotAllowed (already sent, being sent, or case not open), ChangedSince, BadSetting (no sender, no
    recipient, unknown scheme)."""
    wish = Wish(via=via, repeat=repeat, after=after)
    case, sender, told = await asyncio.to_thread(_written, workspace, prefix, wish, dry_run)
    if dry_run or told.unready:
        return told
    lent = await asyncio.to_thread(outbound, workspace)
    await asyncio.to_thread(_claim, workspace, told.notice)
    # A process that dies after this point leaves a claim, which others see and which expires.
    receipt = await _send(workspace, sender, told.notice, lent)
    await asyncio.to_thread(_record, workspace, case, told.notice, receipt)
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
) -> tuple[Case, Sender, NotificationResult]:
    """Everything up to the file and its record. Raises NotFound, NotAllowed, ChangedSince, BadSetting."""
    case = workspace.store.records.cases.get(prefix)
    if case.state not in TOLD_OF:
        raise NotAllowed(f"case {case.id[:8]} is {case.state}: no notice is needed")
    require_sender(workspace)
    finding = workspace.store.records.findings.get(case.finding, case.id)
    if finding is None:
        raise NotFound(f"the evidence of case {case.id[:8]} was deleted; scan {case.address} again")
    to = wish.via or _whom(workspace, case)
    sender = sender_of(to)
    notice = _notice(workspace, case, finding, to, wish)
    message, file = sender.render(notice, workspace.settings.mail_from), ""
    if not dry_run:
        file = str(_write(workspace.data / "notices", notice, message, sender.suffix))
        RecordWriter(workspace.store.records).notices.put(notice, file)
    lacks = unready(workspace.settings, sender)
    told = NotificationResult(notice=notice, message=message, file=file, receipt=None, unready=lacks)
    return case, sender, told


def _whom(workspace: Workspace, case: Case) -> str:
    """The first contact point that a contact module finds, else the setting."""
    record = _record_of(workspace, case)
    for contact in catalogue.contacts().values():
        for point in contact.find(case, record):
            return point.url
    if workspace.settings.notify:
        return workspace.settings.notify
    raise BadSetting(
        f"no recipient: use --via {examples()}, or set a contact in the scope record or in the setting "
        "`notify`"
    )


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


def _notice(workspace: Workspace, case: Case, finding: Finding, to: str, wish: Wish) -> Notice:
    events = workspace.store.records.cases.events(case.id)
    lives = sum(event.kind is CaseEventKind.REOPENED for event in events)
    told = [event for event in events if event.kind is CaseEventKind.NOTIFIED]
    # The id is the idempotency key: the same notice to the same recipient is sent once.
    parts: tuple[str, ...] = ("notice", case.id, to, str(lives))
    if any(event.body["notice"] == digest(*parts) for event in told):
        if wish.repeat and wish.after not in (None, len(told)):
            raise ChangedSince(
                f"another notice of case {case.id[:8]} was sent meanwhile; check the case again"
            )
        if not wish.repeat:
            raise NotAllowed(
                f"{to} was already notified of case {case.id[:8]}; use --again to send another notice"
            )
        parts = (*parts, str(len(told)))
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
    )
    return Notice(
        id=digest(*parts), case=case.id, to=to, subject=subject, text=text, written=workspace.clock()
    )


def _write(folder: Path, notice: Notice, message: bytes, suffix: str) -> Path:
    return write(folder / f"{notice.id}{suffix}", message, mode=0o600)


async def _send(workspace: Workspace, sender: Sender, notice: Notice, lent: Outbound) -> Receipt:
    try:
        said = await sender.send(notice, workspace.settings.mail_from, lent)
        accepted = True
    except ConnectionError as error:
        said, accepted = str(error), False
    masked = workspace.contents().mask(said, 200)
    return Receipt(notice=notice.id, accepted=accepted, said=masked, at=workspace.clock())


def _record(workspace: Workspace, case: Case, notice: Notice, receipt: Receipt) -> None:
    """Records the notice as sent only when the other side accepted it. The claim is released last, when the
    result is stored."""
    records = workspace.store.records
    if receipt.accepted:
        body = {"notice": notice.id, "to_kind": notice.to.partition(":")[0]}
        RecordWriter(records).cases.append_once(
            _key(notice), case.id, CaseEventKind.NOTIFIED, receipt.at, "leftopen", dict(body)
        )
    RecordWriter(records).notices.receipt(receipt)
    if receipt.accepted:
        ObservationWriter(workspace.store.client).put_case(records.cases.get(case.id))
