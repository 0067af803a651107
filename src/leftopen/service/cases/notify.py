"""Telling the owner: written to a file always, sent where a mail server is configured."""

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
from leftopen.model.notice import Notice, Receipt, Sender
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.net.outbound import SmtpOutbound
from leftopen.notices._words import compose
from leftopen.present.timestamps import format_utc
from leftopen.scope import canonical
from leftopen.service.workspace import Workspace
from leftopen.service.write_file import write

TOLD_OF = LIVE | {CaseState.SILENT}
# Longer than a mail server may take for all that is said to it.
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationResult:
    """`file` holds the message as it was written ('' for a dry run); `receipt` None when it was not sent."""

    notice: Notice
    message: bytes
    file: str
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`repeat`: also to whom was told; `after` how many times somebody had been told when that was wished,
    None: however many. A wish that comes twice is done once then."""

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
    """Of several who ask at once one sends it. `after` as in `Wish`. Raises NotFound, NotAllowed (already
    told, being told, or not open), ChangedSince, BadSetting (nobody to tell, no such way)."""
    wish = Wish(via=via, repeat=repeat, after=after)
    case, sender, told = await asyncio.to_thread(_written, workspace, prefix, wish, dry_run)
    if dry_run or not workspace.settings.smtp_host:
        return told
    outbound = await asyncio.to_thread(_outbound, workspace)
    await asyncio.to_thread(_claim, workspace, told.notice)
    # From here on: whoever dies leaves a claim behind, which is seen, and void after a while.
    receipt = await _send(workspace, sender, told.notice, outbound)
    await asyncio.to_thread(_record, workspace, case, told.notice, receipt)
    return replace(told, receipt=receipt)


def times_told(workspace: Workspace, case: str) -> int:
    """How many notices of the case were taken."""
    events = workspace.store.records.cases.events(case)
    return sum(event.kind is CaseEventKind.NOTIFIED for event in events)


def _claim(workspace: Workspace, notice: Notice) -> None:
    """Raises NotAllowed where another one sends it, or has sent it."""
    claim = workspace.store.records.notices.claim(notice, _key(notice), workspace.clock(), LEASE)
    if claim.told:
        raise NotAllowed(f"{notice.to} was already told of case {notice.case[:8]}, just now")
    if claim.since is not None:
        over = claim.since + LEASE
        raise NotAllowed(
            f"{notice.to} is being told of case {notice.case[:8]} since "
            f"{format_utc(claim.since)}; if nothing "
            f"comes of it, it can be told again after {format_utc(over)}"
        )


def _key(notice: Notice) -> str:
    return f"notified:{notice.id}"


def _written(
    workspace: Workspace, prefix: str, wish: Wish, dry_run: bool
) -> tuple[Case, Sender, NotificationResult]:
    """Up to the file, and to the records of it. Raises NotFound, NotAllowed, ChangedSince, BadSetting."""
    case = workspace.store.records.cases.get(prefix)
    if case.state not in TOLD_OF:
        raise NotAllowed(f"case {case.id[:8]} is {case.state}: there is nothing to tell")
    finding = workspace.store.records.findings.get(case.finding, case.id)
    if finding is None:
        raise NotFound(f"the evidence of case {case.id[:8]} was erased; scan {case.address} again")
    to = wish.via or _whom(workspace, case)
    sender = sender_of(to)
    notice = _notice(workspace, case, finding, to, wish)
    message, file = sender.render(notice, workspace.settings.mail_from), ""
    if not dry_run:
        file = str(_write(workspace.data / "notices", notice, message))
        workspace.store.records.notices.put(notice, file)
    return case, sender, NotificationResult(notice=notice, message=message, file=file, receipt=None)


def _whom(workspace: Workspace, case: Case) -> str:
    """The first contact point that any contact leaf finds, else the setting."""
    record = _record_of(workspace, case)
    for contact in catalogue.contacts().values():
        for point in contact.find(case, record):
            return point.url
    if workspace.settings.notify:
        return workspace.settings.notify
    raise BadSetting(
        "nobody to tell: give an address such as mailto:soc@example.org, or name one as the contact of the "
        "authorisation or in the setting `notify`"
    )


def _record_of(workspace: Workspace, case: Case) -> ScopeRecord | None:
    """The narrowest authorisation that names the case's address."""
    address = canonical.network(case.address)
    covering = []
    for record in workspace.store.records.scopes.list():
        if record.effect is Effect.ALLOW and canonical.looks_numeric(record.target):
            network = canonical.network(record.target)
            if network.version == address.version and address.network_address in network:
                covering.append((network.prefixlen, record))
    return max(covering, key=lambda pair: pair[0])[1] if covering else None


def sender_of(url: str) -> Sender:
    """The way that its scheme names. Raises BadSetting where none is known."""
    scheme = url.partition(":")[0]
    senders = {sender.scheme: sender for sender in catalogue.senders().values()}
    if scheme not in senders:
        meant = f"; did you mean mailto:{url}?" if "@" in url and ":" not in url else ""
        known = ", ".join(f"{name}:…" for name in sorted(senders))
        raise BadSetting(f"{url!r} says no way to tell that is known; known: {known}{meant}")
    return senders[scheme]


def _notice(workspace: Workspace, case: Case, finding: Finding, to: str, wish: Wish) -> Notice:
    events = workspace.store.records.cases.events(case.id)
    lives = sum(event.kind is CaseEventKind.REOPENED for event in events)
    told = [event for event in events if event.kind is CaseEventKind.NOTIFIED]
    # The id is the idempotency key: the same news to the same person is told once.
    parts: tuple[str, ...] = ("notice", case.id, to, str(lives))
    if any(event.body["notice"] == digest(*parts) for event in told):
        if wish.repeat and wish.after not in (None, len(told)):
            raise ChangedSince(f"somebody was told of case {case.id[:8]} meanwhile: look at it again")
        if not wish.repeat:
            raise NotAllowed(f"{to} was already told of case {case.id[:8]}; --again tells it once more")
        parts = (*parts, str(len(told)))
    check = catalogue.checks()[case.check]
    subject, text = compose(
        case,
        finding,
        remedy=check.remedy,
        title=check.title,
        contact=workspace.settings.contact or workspace.settings.mail_from,
        vantage=finding.judged.vantage,
        now=workspace.clock(),
        tls=_inside_tls(workspace, finding),
    )
    return Notice(
        id=digest(*parts), case=case.id, to=to, subject=subject, text=text, written=workspace.clock()
    )


def _inside_tls(workspace: Workspace, finding: Finding) -> bool:
    observation = workspace.store.observations.find(finding.judged.observation)
    return observation is not None and observation.tls


def _write(folder: Path, notice: Notice, message: bytes) -> Path:
    return write(folder / f"{notice.id}.eml", message, mode=0o600)


def _outbound(workspace: Workspace) -> SmtpOutbound:
    """Raises BadSetting."""
    settings = workspace.settings
    return SmtpOutbound(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=_password(settings.smtp_password_file),
    )


async def _send(workspace: Workspace, sender: Sender, notice: Notice, outbound: SmtpOutbound) -> Receipt:
    try:
        said = await sender.send(notice, workspace.settings.mail_from, outbound)
        accepted = True
    except ConnectionError as error:
        said, accepted = str(error), False
    masked = workspace.contents().mask(said, 200)
    return Receipt(notice=notice.id, accepted=accepted, said=masked, at=workspace.clock())


def _password(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip() if file else ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadSetting(f"smtp_password_file {file} can't be read: {why}") from None


def _record(workspace: Workspace, case: Case, notice: Notice, receipt: Receipt) -> None:
    """Told only when the other side took it. The claim is given back last: by then it is known what came of
    it."""
    records = workspace.store.records
    if receipt.accepted:
        body = {"notice": notice.id, "to_kind": notice.to.partition(":")[0]}
        records.cases.append_once(
            _key(notice), case.id, CaseEventKind.NOTIFIED, receipt.at, "leftopen", dict(body)
        )
    records.notices.receipt(receipt)
    if receipt.accepted:
        workspace.store.observations.put_case(records.cases.get(case.id))
