"""Triggers that fired: followed while the server runs, and kept in the audit, where they can be read.

Nothing is sent to a notifier: an entry says which alert fired by which trigger, about what, and which
notifier is to be told.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from leftopen.errors import LeftopenError
from leftopen.model.alert import Alert
from leftopen.model.observation import Observation
from leftopen.service.alerts import alerts, change_feed
from leftopen.service.alerts.change_feed import Cursor
from leftopen.service.alerts.triggers import fired
from leftopen.service.identity.visibility import Visibility
from leftopen.service.locks import try_lock
from leftopen.service.workspace import Workspace
from leftopen.store.records.audit import AuditEntry

CLAIM = "alerts"
LOOK_AGAIN_S = 1.0
# Verdicts are stored right after the observation that they are about.
VERDICTS_S = 1.0
# A writer that was killed half-way is waited for so long.
PATIENCE_S = 30.0
# Each is an entry of its own; of more, one entry says how many.
MOST_AT_ONCE = 20
PAGE = 100
MOST_LOOKED_THROUGH = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """`notifier` '' where the alert names none; `where` the endpoint. An entry that stands for many says how
    many in `count`, and names neither endpoint nor observation."""

    at: datetime
    alert: str
    notifier: str
    trigger: str
    where: str
    observation: str
    count: int = 1


@dataclass(slots=True)
class AlertWatcher:
    """Reads on from where it began: when it first sees an alert that has a trigger. While there is none the
    engine is left alone, so that it may go to sleep."""

    workspace: Workspace
    position: Cursor | None = None
    moved: float = 0.0

    def step(self) -> Sequence[Observation]:
        """What came since. Blocking; raises StoreFailed."""
        if not any(alert.triggers for alert in alerts.list_alerts(self.workspace, expired=False)):
            self.position = None
            return ()
        if self.position is None:
            self.position, self.moved = change_feed.now(self.workspace), self.workspace.monotonic()
            return ()
        patient = self.workspace.monotonic() - self.moved < PATIENCE_S
        arrived = change_feed.after(self.workspace, self.position, patient=patient)
        if not arrived.waits or arrived.position != self.position:
            self.moved = self.workspace.monotonic()
        self.position = arrived.position
        return arrived.found


async def follow(workspace: Workspace, stop: asyncio.Event) -> None:
    """Keeps what fires until `stop` is set. Of several processes only one does so at a time."""
    while not stop.is_set():
        with contextlib.suppress(LeftopenError), try_lock(workspace.data, CLAIM) as mine:
            if mine:
                await _followed(workspace, stop)
        await _pause(stop, LOOK_AGAIN_S)


async def _followed(workspace: Workspace, stop: asyncio.Event) -> None:
    """Raises StoreFailed."""
    follower = AlertWatcher(workspace)
    while not stop.is_set():
        found = await asyncio.to_thread(follower.step)
        if found:
            await _pause(stop, VERDICTS_S)
            await asyncio.to_thread(store_events, workspace, found)
        else:
            await _pause(stop, LOOK_AGAIN_S)


def store_events(workspace: Workspace, found: Sequence[Observation]) -> int:
    """Puts what fires for these into the audit, and gives how many entries that were. Blocking; raises
    StoreFailed."""
    watching = [alert for alert in alerts.list_alerts(workspace, expired=False) if alert.triggers]
    checks = change_feed.open_checks(workspace, found) if watching else {}
    entries = list(_bounded(_all(watching, found, checks, workspace.clock())))
    for one in entries:
        clause = f"{one.trigger} {one.observation}".strip()
        workspace.store.records.audit.add(
            one.at, f"alert {one.alert}", f"fired {one.notifier}", one.where, clause, one.count
        )
    return len(entries)


def of_notifier(
    workspace: Workspace, visibility: Visibility, id: str, page: int
) -> tuple[list[AlertEvent], int]:
    """What a notifier is to be told as far as it is in sight, the newest first, 100 a page; and how many
    entries there are."""
    return _page(partial(workspace.store.records.audit.of_kind, f"fired {id}"), visibility, page)


def of_alert(
    workspace: Workspace, visibility: Visibility, id: str, page: int
) -> tuple[list[AlertEvent], int]:
    """What an alert's triggers fired about, likewise."""
    return _page(partial(workspace.store.records.audit.of_actor, f"alert {id}"), visibility, page)


Entries = Callable[[int, int], tuple[list[AuditEntry], int]]


def _page(entries: Entries, visibility: Visibility, page: int) -> tuple[list[AlertEvent], int]:
    """Who sees a part only is told of that part, out of the newest entries; of what was only counted it is
    not known where it was."""
    begin = (page - 1) * PAGE
    if not visibility.networks:
        found, total = entries(PAGE, begin)
        return [_read(one) for one in found], total
    newest, _ = entries(MOST_LOOKED_THROUGH, 0)
    seen = [one for entry in newest if (one := _read(entry)).where and _sees(visibility, one.where)]
    return seen[begin : begin + PAGE], len(seen)


def _sees(visibility: Visibility, where: str) -> bool:
    """`where` is ADDRESS:PORT, with brackets around one of IPv6."""
    host = where.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        return visibility.sees(host)
    except ValueError:
        return False


def _all(
    watching: Sequence[Alert],
    found: Sequence[Observation],
    checks: Mapping[str, Sequence[str]],
    now: datetime,
) -> Iterator[AlertEvent]:
    watched = ((alert, o) for alert in watching for o in found if alerts.watches(alert, o))
    for alert, o in watched:
        for trigger in fired(alert, o, checks.get(o.service, ())):
            for notifier in alert.notifiers or ("",):
                yield AlertEvent(
                    at=now, alert=alert.id, notifier=notifier, trigger=trigger, where=str(o.endpoint),
                    observation=o.id,
                )  # fmt: skip


def _bounded(firings: Iterator[AlertEvent]) -> Iterator[AlertEvent]:
    """The first of each alert, trigger and notifier; the others counted in one."""
    seen: Counter[AlertEvent] = Counter()
    for one in firings:
        kind = replace(one, where="", observation="")
        seen[kind] += 1
        if seen[kind] <= MOST_AT_ONCE:
            yield one
    for kind, number in seen.items():
        if number > MOST_AT_ONCE:
            yield replace(kind, count=number - MOST_AT_ONCE)


def _read(entry: AuditEntry) -> AlertEvent:
    trigger, _, observation = entry.clause.partition(" ")
    return AlertEvent(
        at=entry.at, alert=entry.actor.removeprefix("alert "), notifier=entry.what.removeprefix("fired "),
        trigger=trigger, where=entry.subject, observation=observation, count=entry.count,
    )  # fmt: skip


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
