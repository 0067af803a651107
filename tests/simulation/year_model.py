"""What a watchman must say of a year, reckoned from the servers alone: each change once, within its time, and
nothing else. Nothing here asks the program what changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.simulation.year_world import Mail, Server, monitor_of

SOC, ADMIN, OWNER = "soc@example.org", "admin@example.org", "owner{}@example.org"
KINDS = {
    "New exposures:": "new-exposure",
    "Reopened exposures:": "reopened",
    "Closed exposures:": "closed",
    "New hosts:": "new-host",
    "New ports:": "new-port",
    "No longer responding:": "gone",
    "Changed software:": "product",
    "Changed certificates:": "certificate",
}
ENDPOINT = re.compile(r"127\.77\.[0-9]+\.[0-9]+:[0-9]+")
LINE = re.compile(rf"  - ({ENDPOINT.pattern})")
MAILED, RETRIED = timedelta(hours=1), timedelta(hours=20)
"""After the run that saw a change; after trouble: the longest pause between two tries of a mail."""
Change = tuple[str, str]
"""The kind and the endpoint."""


class Wrong(AssertionError):
    """The watchman did something that it must not do, or did not do what it must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Somebody must be told of it `within` so long after `since`, as long as there is no trouble."""

    to: str
    change: Change
    since: datetime
    within: timedelta


@dataclass(slots=True, kw_only=True)
class YearModel:
    """`seen` by monitor: the servers at its last judged run. `every`: between two of
    its runs; `step`: between two steps of the simulation. `trouble`: when mails, scans or clocks did not
    work, the end None while it lasts. `told`: what was told, with the time; `came`: how often each mail came;
    `own`: those about the installation itself; `lag`: how long each change waited until it was told."""

    every: timedelta
    step: timedelta
    seen: dict[int, dict[str, Server]] = field(default_factory=dict)
    judged: dict[int, datetime] = field(default_factory=dict)
    runs: dict[int, int] = field(default_factory=dict)
    had: set[str] = field(default_factory=set)
    wanted: list[Wanted] = field(default_factory=list)
    trouble: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    told: list[tuple[datetime, Change]] = field(default_factory=list)
    happened: Counter[Change] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)
    openings: Counter[str] = field(default_factory=Counter)
    escalated: Counter[str] = field(default_factory=Counter)
    own: list[Mail] = field(default_factory=list)
    lag: list[timedelta] = field(default_factory=list)

    @property
    def closing(self) -> timedelta:
        """After an exposure opened or closed: three rounds prove it, and the next run of a monitor tells."""
        return 4 * self.step + self.every + timedelta(days=1)

    def exposed(self, server: Server, *, opened: bool, at: datetime, first: bool = False) -> None:
        """A server became readable by strangers, or ceased to be."""
        kind = "closed" if not opened else "reopened" if server.endpoint in self.had else "new-exposure"
        if not first:
            self._want(SOC, (kind, server.endpoint), at, self.closing)
            self.happened[kind, server.endpoint] += 1
        if opened:
            self._want(OWNER.format(monitor_of(server)), ("owner", server.endpoint), at, self.closing)
            self.had.add(server.endpoint)
            self.openings[server.endpoint] += 1

    def ran(
        self, monitor: int, runs: int, there: Mapping[str, Server], at: datetime, *, killed: bool
    ) -> None:
        """`runs`: how many of its runs were judged by now."""
        more = runs - self.runs.get(monitor, 0)
        if not more:
            return
        if more > 1:
            raise Wrong(f"monitor {monitor} ran {more} times in one step")
        for change in changes(self.seen[monitor], there) if monitor in self.seen else ():
            self._want(SOC, change, at, MAILED + killed * self.step)
            self.happened[change] += 1
        self.seen[monitor], self.judged[monitor], self.runs[monitor] = dict(there), at, runs

    def heard(self, mail: Mail, *, killed: bool) -> None:
        """A mail came. Where its sender was killed it may come a second time, as the same message."""
        self.came[mail.id] += 1
        if self.came[mail.id] > 1:
            if not killed:
                raise Wrong(f"a mail came {self.came[mail.id]} times: {mail.subject}")
            return
        if mail.to == ADMIN:
            self._to_administrators(mail)
            return
        found = answer(mail.text) if mail.to == SOC else self._news(mail)
        for change in found:
            self._told(mail, change)
        if not found and "first run" not in mail.subject:
            raise Wrong(f"a mail that says nothing: {mail.subject}\n{mail.text}")

    def _to_administrators(self, mail: Mail) -> None:
        """About the installation itself, or an exposure: they are told when its owner does not answer."""
        about = ENDPOINT.search(mail.subject)
        if about is None:
            self.own.append(mail)
            return
        self.escalated[about[0]] += 1
        if self.escalated[about[0]] > self.openings[about[0]]:
            raise Wrong(f"{mail.to} was told again: {mail.subject}")

    def _news(self, mail: Mail) -> Sequence[Change]:
        """What is new in a message to an owner. It says what else is open at the same server: addresses of
        loopback are one machine."""
        found = owner(mail.text)
        wanted = {one.change for one in self.wanted if one.to == mail.to}
        if not wanted & set(found) or not {endpoint for _, endpoint in found} <= self.had:
            raise Wrong(f"{mail.to} was told of {found}, false or nothing new: {mail.subject}")
        return [one for one in found if one in wanted]

    def _told(self, mail: Mail, change: Change) -> None:
        for one in self.wanted:
            if (one.to, one.change) == (mail.to, change):
                self.wanted.remove(one)
                self.told.append((mail.at, change))
                self.lag.append(mail.at - one.since)
                return
        raise Wrong(f"{mail.to} was told of {change}, false or told before: {mail.subject}")

    def late(self, now: datetime) -> None:
        """Raises Wrong where something should have been told, or looked at, by now."""
        for one in self.wanted:
            if now > one.since + one.within + self._excused(one.since, now):
                raise Wrong(f"{one.to} was not told of {one.change} since {one.since}, now {now}")
        for monitor, at in self.judged.items():
            if now > at + self.every + self.step + MAILED + self._excused(at, now):
                raise Wrong(f"monitor {monitor} looked last at {at}, now {now}")

    def _want(self, to: str, change: Change, at: datetime, within: timedelta) -> None:
        self.wanted.append(Wanted(to=to, change=change, since=at, within=within))

    def _excused(self, since: datetime, now: datetime) -> timedelta:
        """For what was wanted at `since`: the trouble after it, and the time that it takes to get over it."""
        found = [(begin, end or now) for begin, end in self.trouble if (end or now) + self.retried > since]
        times = (end - max(begin, since - self.retried) + self.retried for begin, end in found)
        return sum(times, timedelta())

    @property
    def retried(self) -> timedelta:
        return RETRIED + self.step

    def begins(self, at: datetime) -> None:
        self.trouble.append((at, None))

    def ends(self, at: datetime) -> None:
        begin = next(begin for begin, end in reversed(self.trouble) if end is None)
        self.trouble[self.trouble.index((begin, None))] = (begin, at)

    def troubled(self, at: datetime, slack: timedelta) -> bool:
        return any(begin <= at <= (end or at) + slack for begin, end in self.trouble)


def changes(before: Mapping[str, Server], now: Mapping[str, Server]) -> Iterator[Change]:
    """What differs for who looks from outside. Each address has one service at most."""
    for address, old in before.items():
        new = now.get(address)
        if new is None or new.port != old.port:
            yield "gone", old.endpoint
        elif new.version != old.version:
            yield "product", new.endpoint
    for address, new in now.items():
        if address not in before:
            yield "new-host", new.endpoint
        elif before[address].port != new.port:
            yield "new-port", new.endpoint


def answer(text: str) -> Sequence[Change]:
    """What a message of a monitor says changed."""
    kind, found = "", []
    for line in text.splitlines():
        kind = KINDS.get(line.strip(), kind)
        if (match := LINE.match(line)) and kind:
            found.append((kind, match[1]))
    return found


def owner(text: str) -> Sequence[Change]:
    """Which endpoints a message to an owner is about."""
    return [("owner", one) for one in dict.fromkeys(ENDPOINT.findall(text))]


def of_monitor(servers: Iterable[Server], monitor: int) -> dict[str, Server]:
    return {one.address: one for one in servers if monitor_of(one) == monitor}
