"""Watches new observations for triggers that fire, records each event in the audit log, and sends them to
the notifiers. An entry names the alert, the trigger, the observation and the notifier that applies."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from leftopen.errors import LeftopenError
from leftopen.model.alert import Alert, AlertEvent
from leftopen.model.observation import Observation
from leftopen.service.alerts import alert_messages, alerts, change_feed
from leftopen.service.alerts.change_feed import Cursor
from leftopen.service.alerts.triggers import fired_triggers
from leftopen.service.identity.visibility import Visibility
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit, AuditEntry, AuditWriter

CLAIM = "alerts"
LOOK_AGAIN_S = 1.0
# Verdicts are stored right after the observation to which they belong.
VERDICTS_S = 1.0
# The feed waits this long for a writer that was killed half-way.
PATIENCE_S = 30.0
# Each of these is an entry of its own; above this, one entry holds the count.
MOST_AT_ONCE = 20
PAGE = 100
MOST_LOOKED_THROUGH = 10_000


@dataclass(slots=True)
class AlertWatcher:
    """Reads new observations, beginning when it first sees an alert with a trigger. While no alert has a
    trigger it does not query the engine, so that the engine can be idle."""

    workspace: Workspace
    position: Cursor | None = None
    moved: float = 0.0

    def step(self) -> Sequence[Observation]:
        """The observations since the last step. Blocking; raises StoreFailed."""
        if not any(alert.triggers for alert in alerts.list_alerts(self.workspace, expired=False)):
            self.position = None
            return ()
        if self.position is None:
            self.position, self.moved = change_feed.newest_cursor(self.workspace), self.workspace.monotonic()
            return ()
        patient = self.workspace.monotonic() - self.moved < PATIENCE_S
        arrived = change_feed.after(self.workspace, self.position, patient=patient)
        if not arrived.waits or arrived.position != self.position:
            self.moved = self.workspace.monotonic()
        self.position = arrived.position
        return arrived.found


async def follow(workspace: Workspace, stop: asyncio.Event) -> None:
    """Stores alert events until `stop` is set. Only one process does so at a time."""
    while not stop.is_set():
        with contextlib.suppress(LeftopenError), try_lock(workspace.data, CLAIM) as mine:
            if mine:
                await _followed(workspace, stop)
        await _pause(stop, LOOK_AGAIN_S)


async def _followed(workspace: Workspace, stop: asyncio.Event) -> None:
    """Follows the feed until `stop` is set. Raises StoreFailed."""
    follower = AlertWatcher(workspace)
    while not stop.is_set():
        found = await asyncio.to_thread(follower.step)
        if found:
            await _pause(stop, VERDICTS_S)
            await asyncio.to_thread(store_events, workspace, found)
        else:
            await _pause(stop, LOOK_AGAIN_S)


def store_events(workspace: Workspace, found: Sequence[Observation]) -> int:
    """Puts a message for each notifier into the outbox, and stores the events of these observations in the
    audit log; returns the number of entries. Blocking; raises StoreFailed."""
    watching = [alert for alert in alerts.list_alerts(workspace, expired=False) if alert.triggers]
    checks = change_feed.open_checks(workspace, found) if watching else {}
    by_id, now, count = {o.id: o for o in found}, workspace.clock(), 0
    for alert in watching:
        events = list(_of_alert(alert, found, checks, now))
        notified = alert_messages.notified_before(workspace, alert, now) if events else frozenset()
        new: list[AlertEvent] = []
        repeated: list[AlertEvent] = []
        for event in events:
            (new if alert_messages.is_new(event, notified) else repeated).append(event)
        alert_messages.add(workspace, alert, new, by_id, checks)
        # What is new first: of many only the first are named, and those were sent.
        entries = list(_bounded([*new, *repeated]))
        _record(workspace, entries)
        count += len(entries)
    return count


def _record(workspace: Workspace, entries: Sequence[AlertEvent]) -> None:
    for one in entries:
        clause = f"{one.trigger} {one.observation}".strip()
        AuditWriter(Changes(workspace.store.records)).add(
            one.at, f"alert {one.alert}", f"fired {one.notifier}", one.where, clause, one.count
        )


def of_notifier(
    workspace: Workspace, visibility: Visibility, id: str, page: int
) -> tuple[list[AlertEvent], int]:
    """The visible events for one notifier, newest first, 100 a page; and the total number of entries."""
    return _page(partial(Audit(workspace.store.records).of_kind, f"fired {id}"), visibility, page)


def of_alert(
    workspace: Workspace, visibility: Visibility, id: str, page: int
) -> tuple[list[AlertEvent], int]:
    """The visible events of one alert, as in `of_notifier`."""
    return _page(partial(Audit(workspace.store.records).of_actor, f"alert {id}"), visibility, page)


Entries = Callable[[int, int], tuple[list[AuditEntry], int]]


def _page(entries: Entries, visibility: Visibility, page: int) -> tuple[list[AlertEvent], int]:
    """One page of events. A user with restricted visibility sees only events in their networks, taken from
    the newest entries; entries that only count have no location and are left out."""
    begin = (page - 1) * PAGE
    if not visibility.networks:
        found, total = entries(PAGE, begin)
        return [alert_messages.event_of(one) for one in found], total
    newest, _ = entries(MOST_LOOKED_THROUGH, 0)
    seen = [
        one
        for entry in newest
        if (one := alert_messages.event_of(entry)).where and _sees(visibility, one.where)
    ]
    return seen[begin : begin + PAGE], len(seen)


def _sees(visibility: Visibility, where: str) -> bool:
    """Is the endpoint visible? `where` is ADDRESS:PORT, with brackets around an IPv6 address."""
    host = where.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        return visibility.sees(host)
    except ValueError:
        return False


def _of_alert(
    alert: Alert, found: Sequence[Observation], checks: Mapping[str, Sequence[str]], now: datetime
) -> Iterator[AlertEvent]:
    for o in found:
        if not alerts.watches(alert, o):
            continue
        for trigger in fired_triggers(alert, o, checks.get(o.service, ())):
            for notifier in alert.notifiers or ("",):
                yield AlertEvent(
                    at=now, alert=alert.id, notifier=notifier, trigger=trigger, where=str(o.endpoint),
                    observation=o.id,
                )  # fmt: skip


def _bounded(firings: Sequence[AlertEvent]) -> Iterator[AlertEvent]:
    """The first event of each alert, trigger and notifier; the rest become one entry with a count."""
    seen: Counter[AlertEvent] = Counter()
    for one in firings:
        kind = replace(one, where="", observation="")
        seen[kind] += 1
        if seen[kind] <= MOST_AT_ONCE:
            yield one
    for kind, number in seen.items():
        if number > MOST_AT_ONCE:
            yield replace(kind, count=number - MOST_AT_ONCE)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
