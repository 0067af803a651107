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
from leftopen.service import alerts, arrivals
from leftopen.service.arrivals import Position
from leftopen.service.claim import claimed
from leftopen.service.desk import Desk
from leftopen.service.sight import Sight
from leftopen.service.triggers import fired
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
class Firing:
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
class Follower:
    """Reads on from where it began: when it first sees an alert that has a trigger. While there is none the
    engine is left alone, so that it may go to sleep."""

    desk: Desk
    position: Position | None = None
    moved: float = 0.0

    def step(self) -> Sequence[Observation]:
        """What came since. Blocking; raises StoreFailed."""
        if not any(alert.triggers for alert in alerts.listed(self.desk, expired=False)):
            self.position = None
            return ()
        if self.position is None:
            self.position, self.moved = arrivals.now(self.desk), self.desk.monotonic()
            return ()
        patient = self.desk.monotonic() - self.moved < PATIENCE_S
        arrived = arrivals.after(self.desk, self.position, patient=patient)
        if not arrived.waits or arrived.position != self.position:
            self.moved = self.desk.monotonic()
        self.position = arrived.position
        return arrived.found


async def follow(desk: Desk, stop: asyncio.Event) -> None:
    """Keeps what fires until `stop` is set. Of several processes only one does so at a time."""
    while not stop.is_set():
        with contextlib.suppress(LeftopenError), claimed(desk.data, CLAIM) as mine:
            if mine:
                await _followed(desk, stop)
        await _pause(stop, LOOK_AGAIN_S)


async def _followed(desk: Desk, stop: asyncio.Event) -> None:
    """Raises StoreFailed."""
    follower = Follower(desk)
    while not stop.is_set():
        found = await asyncio.to_thread(follower.step)
        if found:
            await _pause(stop, VERDICTS_S)
            await asyncio.to_thread(keep, desk, found)
        else:
            await _pause(stop, LOOK_AGAIN_S)


def keep(desk: Desk, found: Sequence[Observation]) -> int:
    """Puts what fires for these into the audit, and gives how many entries that were. Blocking; raises
    StoreFailed."""
    watching = [alert for alert in alerts.listed(desk, expired=False) if alert.triggers]
    checks = arrivals.open_checks(desk, found) if watching else {}
    entries = list(_bounded(_all(watching, found, checks, desk.clock())))
    for one in entries:
        clause = f"{one.trigger} {one.observation}".strip()
        desk.store.records.audit.add(
            one.at, f"alert {one.alert}", f"fired {one.notifier}", one.where, clause, one.count
        )
    return len(entries)


def of_notifier(desk: Desk, sight: Sight, id: str, page: int) -> tuple[list[Firing], int]:
    """What a notifier is to be told as far as it is in sight, the newest first, 100 a page; and how many
    entries there are."""
    return _page(partial(desk.store.records.audit.of_kind, f"fired {id}"), sight, page)


def of_alert(desk: Desk, sight: Sight, id: str, page: int) -> tuple[list[Firing], int]:
    """What an alert's triggers fired about, likewise."""
    return _page(partial(desk.store.records.audit.of_actor, f"alert {id}"), sight, page)


Entries = Callable[[int, int], tuple[list[AuditEntry], int]]


def _page(entries: Entries, sight: Sight, page: int) -> tuple[list[Firing], int]:
    """Who sees a part only is told of that part, out of the newest entries; of what was only counted it is
    not known where it was."""
    begin = (page - 1) * PAGE
    if not sight.networks:
        found, total = entries(PAGE, begin)
        return [_read(one) for one in found], total
    newest, _ = entries(MOST_LOOKED_THROUGH, 0)
    seen = [one for entry in newest if (one := _read(entry)).where and _sees(sight, one.where)]
    return seen[begin : begin + PAGE], len(seen)


def _sees(sight: Sight, where: str) -> bool:
    """`where` is ADDRESS:PORT, with brackets around one of IPv6."""
    host = where.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        return sight.sees(host)
    except ValueError:
        return False


def _all(
    watching: Sequence[Alert],
    found: Sequence[Observation],
    checks: Mapping[str, Sequence[str]],
    now: datetime,
) -> Iterator[Firing]:
    watched = ((alert, o) for alert in watching for o in found if alerts.watches(alert, o))
    for alert, o in watched:
        for trigger in fired(alert, o, checks.get(o.service, ())):
            for notifier in alert.notifiers or ("",):
                yield Firing(
                    at=now, alert=alert.id, notifier=notifier, trigger=trigger, where=str(o.endpoint),
                    observation=o.id,
                )  # fmt: skip


def _bounded(firings: Iterator[Firing]) -> Iterator[Firing]:
    """The first of each alert, trigger and notifier; the others counted in one."""
    seen: Counter[Firing] = Counter()
    for one in firings:
        kind = replace(one, where="", observation="")
        seen[kind] += 1
        if seen[kind] <= MOST_AT_ONCE:
            yield one
    for kind, number in seen.items():
        if number > MOST_AT_ONCE:
            yield replace(kind, count=number - MOST_AT_ONCE)


def _read(entry: AuditEntry) -> Firing:
    trigger, _, observation = entry.clause.partition(" ")
    return Firing(
        at=entry.at, alert=entry.actor.removeprefix("alert "), notifier=entry.what.removeprefix("fired "),
        trigger=trigger, where=entry.subject, observation=observation, count=entry.count,
    )  # fmt: skip


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
