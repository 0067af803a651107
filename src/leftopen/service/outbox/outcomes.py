"""What follows when a message was sent, by what asked for it; and whether it is still needed before that."""

from __future__ import annotations

from leftopen.cases.closure_rules import LIVE
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.notice import Receipt
from leftopen.model.outbox import Message, MessageKind
from leftopen.present.humanize import format_count
from leftopen.service.exclusions import reports
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseStep, CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.identity.audit import AuditWriter
from leftopen.store.records.entities.sending import Also

BY_ITSELF = "escalation"
"""Who asked for a message that nobody typed."""
OVER = "the exposure is no longer open"
TOLD_OF = LIVE | {CaseState.SILENT}
"""The states of a case of which an owner is told."""


_SENT = {
    MessageKind.MONITOR: "sent digest",
    MessageKind.ALERT: "sent alert",
    MessageKind.HEALTH: "sent warning",
    MessageKind.TEST: "sent test message",
}


def no_longer_needed(workspace: Workspace, message: Message) -> str:
    """Why it is not sent any more: nobody is to be told of its cases now, or only of some. '' when it is
    needed. One of which some are left is written anew by the escalation; it goes as it is when it was tried
    before, or when a person asked for it."""
    if message.delivery.kind is not MessageKind.CASE:
        return ""
    cases, why = _gone(workspace, message)
    if not cases or len(why) == cases:
        return next(iter(why), OVER)
    own = message.delivery
    tried = own.attempts or own.unknown or own.asked_by != BY_ITSELF
    return "" if tried or not why else f"{_of(len(why), cases)}: {why[0]}; the rest is written anew"


def remainder_note(workspace: Workspace, message: Message) -> str:
    """What to say of a message that goes though some of its exposures are over; '' when none is."""
    cases, why = _gone(workspace, message) if message.delivery.kind is MessageKind.CASE else (0, [])
    return f"kept for the others, as it names {_of(len(why), cases)}: {why[0]}" if why else ""


def _of(count: int, cases: int) -> str:
    return f"{count:,} of {format_count(cases, 'exposure')} that need no notice now"


def _gone(workspace: Workspace, message: Message) -> tuple[int, list[str]]:
    """The number of its cases, and why nobody is told of some of them now."""
    ids = dict.fromkeys(item.case for item in message.notice.about if item.case)
    found = [Cases(workspace.store.records).find(id) for id in ids]
    whys = [
        reports.mute(workspace, case) if case is not None and case.state in TOLD_OF else OVER
        for case in found
    ]
    return len(ids), [why for why in whys if why]


def record_sent(workspace: Workspace, message: Message, receipt: Receipt, also: Also) -> None:
    """Records it where it belongs; `also` notes it in the outbox in the same transaction. Raises
    StoreFailed."""
    if message.delivery.kind is MessageKind.CASE:
        _of_cases(workspace, message, receipt, also)
    else:
        what = _SENT[message.delivery.kind]
        AuditWriter(Changes(workspace.store.records)).add(
            receipt.at,
            message.delivery.asked_by,
            what,
            audit_text(message.notice.to),
            receipt.said,
            also=also,
        )


def sent_key(notice: str) -> str:
    """The key of the event that records that notice as sent."""
    return f"notified:{notice}"


def _of_cases(workspace: Workspace, message: Message, receipt: Receipt, also: Also) -> None:
    """Each case of the notice is told of."""
    records, notice = workspace.store.records, message.notice
    cases = list(dict.fromkeys(item.case for item in notice.about if item.case))
    steps = [
        CaseStep(
            key=f"{sent_key(notice.id)}:{case}" if number else sent_key(notice.id),
            case=case,
            kind=CaseEventKind.NOTIFIED,
            actor="leftopen",
            body={"notice": notice.id, "to_kind": notice.to.partition(":")[0]},
        )
        for number, case in enumerate(cases)
    ]
    CaseWriter(Changes(records)).append_together(steps, receipt.at, also)
    for case in cases:
        ObservationWriter(workspace.store.client).put_case(Cases(records).get(case))
