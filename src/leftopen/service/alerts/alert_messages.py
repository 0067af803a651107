"""Puts what alerts fired into the outbox, one message for each notifier of an alert.

Of the same trigger at the same endpoint a notifier gets one message a day: a service that stays as it is
fires with every scan of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from leftopen import catalogue
from leftopen.errors import BadAddress, BadRequest, BadSetting, NotFound
from leftopen.model.alert import Alert, AlertEvent
from leftopen.model.identity import digest
from leftopen.model.notice import Notice, NoticeItem
from leftopen.model.observation import Observation
from leftopen.model.outbox import MessageKind
from leftopen.present.humanize import format_count
from leftopen.present.printable import printable
from leftopen.scope.exclusions import Exclusions
from leftopen.service.alerts import notifiers
from leftopen.service.alerts.triggers import TRIGGERS
from leftopen.service.exclusions.records import current
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import enqueue
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit, AuditEntry

ONCE_IN = timedelta(days=1)
MOST_LOOKED_THROUGH = 2000
"""Entries of an alert that are read for what was sent before."""
MOST_ITEMS = 1000
MOST_LINES = 50
_EXPOSURES = "open"
"""How the names of the triggers begin that a check of ours decides."""
Notified = frozenset[tuple[str, str, str]]


def notified_before(workspace: Workspace, alert: Alert, now: datetime) -> Notified:
    """Notifier, trigger and endpoint of what the alert fired within a day."""
    if not alert.notifiers:
        return frozenset()
    entries, _ = Audit(workspace.store.records).of_actor(f"alert {alert.id}", MOST_LOOKED_THROUGH, 0)
    return frozenset(_key(event_of(one)) for one in entries if now - ONCE_IN < one.at)


def is_new(event: AlertEvent, notified: Notified) -> bool:
    return _key(event) not in notified


def event_of(entry: AuditEntry) -> AlertEvent:
    """As the audit log has it."""
    trigger, _, observation = entry.clause.partition(" ")
    return AlertEvent(
        at=entry.at, alert=entry.actor.removeprefix("alert "), notifier=entry.what.removeprefix("fired "),
        trigger=trigger, where=entry.subject, observation=observation, count=entry.count,
    )  # fmt: skip


def _key(event: AlertEvent) -> tuple[str, str, str]:
    return event.notifier, event.trigger, event.where


def add(
    workspace: Workspace,
    alert: Alert,
    events: Sequence[AlertEvent],
    found: Mapping[str, Observation],
    checks: Mapping[str, Sequence[str]],
) -> None:
    """`events` of the alert that are new; `found`: their observations, by id; `checks`: the open checks of
    each service. A notifier that can't be written to stops no other: the audit log says why."""
    exclusions = current(workspace)
    allowed = [one for one in events if _is_allowed(exclusions, one, found[one.observation], checks)]
    for id in alert.notifiers:
        own = [one for one in allowed if one.notifier == id]
        if not own:
            continue
        try:
            to = notifiers.require_sendable(workspace, notifiers.find(workspace, id))
            notice = _notice(workspace, alert, id, to, own, found, checks)
            by = f"notifier {id}"
            message = enqueue.message(workspace, notice, sender_of(to), MessageKind.ALERT, asked_by=by)
            enqueue.add(workspace, message)
        except (BadAddress, BadRequest, BadSetting, NotFound) as error:
            audit_log.record(workspace, f"notifier {id}", "alert not sent", alert.id, str(error))


def _is_allowed(
    exclusions: Exclusions, event: AlertEvent, o: Observation, checks: Mapping[str, Sequence[str]]
) -> bool:
    """Not what an exclusion mutes: the endpoint, or each open check where such a trigger fired."""
    names = checks.get(o.service, ()) if event.trigger.startswith(_EXPOSURES) else ()
    address, port = str(o.endpoint.address), o.endpoint.port
    return any(not exclusions.muting(address, port, name) for name in names or ("",))


def _notice(
    workspace: Workspace,
    alert: Alert,
    notifier: str,
    to: str,
    events: Sequence[AlertEvent],
    found: Mapping[str, Observation],
    checks: Mapping[str, Sequence[str]],
) -> Notice:
    name = printable(alert.name, 80)
    first = events[0]
    what = f"{TRIGGERS[first.trigger].description} at {first.where}"
    summary = what if len(events) == 1 else format_count(len(events), "event")
    lines = [f"The alert {name} fired:", *_lines(events, found)]
    return Notice(
        id=digest("alert", alert.id, notifier, *(f"{one.trigger} {one.observation}" for one in events)),
        case="",
        to=to,
        subject=f"[leftopen] alert {name}: {summary}",
        text="\n".join([*lines, "", f"Networks: {', '.join(alert.networks[:5])}.", ""]),
        written=workspace.clock(),
        about=tuple(_item(one, found[one.observation], checks) for one in events[:MOST_ITEMS]),
    )


def _lines(events: Sequence[AlertEvent], found: Mapping[str, Observation]) -> Iterator[str]:
    shown = sorted(events, key=lambda one: one.trigger)[:MOST_LINES]
    for trigger, own in groupby(shown, key=lambda one: one.trigger):
        yield ""
        yield f"{TRIGGERS[trigger].description}:"
        for one in own:
            product = printable(found[one.observation].product, 80)
            yield f"  - {one.where}{f': {product}' if product else ''}"
    if len(events) > MOST_LINES:
        yield f"  - and {len(events) - MOST_LINES:,} more"


def _item(event: AlertEvent, o: Observation, checks: Mapping[str, Sequence[str]]) -> NoticeItem:
    trigger = TRIGGERS[event.trigger]
    severities = [
        catalogue.exposure(check).severity
        for check in checks.get(o.service, ())
        if event.trigger.startswith(_EXPOSURES)
    ]
    worst = max(severities, key=lambda one: one.rank, default=None)
    return NoticeItem(
        endpoint=event.where, address=str(o.endpoint.address), port=o.endpoint.port,
        title=trigger.description, severity=worst.value if worst else "",
        product=printable(o.product, 80), change=event.trigger, last_open=o.timestamp,
    )  # fmt: skip
