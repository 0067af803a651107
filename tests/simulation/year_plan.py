"""What happens in a year, drawn by a seed: when servers change, and when what is around the program fails."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from tests.simulation.year_world import HOSTS, MAIL, MONITORS, REDIS, SSH, Server, SimServers, address

Pair = tuple[Server | None, Server | None]
"""What was there, and what is."""
CHANGES_A_DAY = 5
MOST_REDIS = 30
FAULTS = ("mail", "year ahead", "disk", "hour back")
SHARES = {"mail": 0.4, "disk": 0.25, "year ahead": 0.0, "hour back": 0.05}
"""How much of a slot of six days each fault lasts at most; a year ahead lasts thirty seconds."""
VERSIONS = ("0.1.0", "0.1.1", "0.1.2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`kind` one of FAULTS, for so long."""

    kind: str
    begin: datetime
    length: timedelta


@dataclass(slots=True, kw_only=True)
class YearPlan:
    """`calm`: the time in which no process is killed or replaced, so that its memory can be watched. `rests`:
    so long an address stays as it is, so that a closure is proved and told before it opens again. `share`:
    of a day, between two steps."""

    random: Random
    begin: datetime
    days: int
    rests: timedelta
    share: float
    calm: tuple[datetime, datetime] = field(init=False)
    faults: list[Fault] = field(init=False)
    kills: list[datetime] = field(init=False)
    upgrades: list[datetime] = field(init=False)
    older: datetime = field(init=False)
    changed: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        length = timedelta(days=min(30, max(1, self.days // 2)))
        calm = self.begin + timedelta(days=self.days) * 0.45
        self.calm = (calm, calm + length)
        self.faults = self._faults()
        self.kills = [at for at in self._some(max(2, self.days // 4)) if not self.is_calm(at)]
        third = timedelta(days=self.days) / 3
        self.upgrades = [self.begin + third * 0.5, self.begin + third * 2.9]
        self.older = self.begin + third

    def is_calm(self, at: datetime) -> bool:
        return self.calm[0] - timedelta(days=1) <= at <= self.calm[1]

    def _some(self, count: int) -> list[datetime]:
        when = (self.days * self.random.uniform(0.05, 0.95) for _ in range(count))
        return sorted(self.begin + timedelta(days=days) for days in when)

    def _faults(self) -> list[Fault]:
        """One of each five slots, so that none begins before the trouble of another is over."""
        slot = 6.0 if self.days >= 60 else max(1.0, self.days / 6)
        slots = list(range(1, int(self.days / slot) - 1))
        chosen = sorted(self.random.sample(slots, max(min(len(slots), 4), len(slots) // 3)))
        return [
            Fault(
                kind=(kind := FAULTS[number % len(FAULTS)]),
                begin=self.begin + timedelta(days=at * slot + 0.1),
                length=timedelta(days=slot * SHARES[kind] * self.random.uniform(0.5, 1)),
            )
            for number, at in enumerate(chosen)
        ]  # fmt: skip

    def change(self, servers: SimServers, now: datetime) -> list[Pair]:
        """What some servers were and are; None: nothing is there."""
        found = []
        for _ in range(self.random.randrange(round(2 * CHANGES_A_DAY * self.share) + 1)):
            monitor = self.random.randrange(MONITORS)
            done = self._one(servers, monitor, now)
            for before, after in done:
                self.changed[(before or after).address] = now  # type: ignore[union-attr]
            found += done
        return found

    def _one(self, servers: SimServers, monitor: int, now: datetime) -> list[Pair]:
        places = [address(monitor, host) for host in range(2, HOSTS + 1)]
        rested = [at for at in places if now - self.changed.get(at, self.begin - self.rests) >= self.rests]
        there = [at for at in rested if at in servers.now]
        free = [at for at in rested if at not in servers.now]
        act = self.random.choice(("close", "open", "move", "version", "version", "lock"))
        if act == "open" and free and len(servers.now) < 210:
            few = sum(one.port == REDIS for one in servers.now.values()) < MOST_REDIS
            port = self.random.choice((SSH, SSH, MAIL, REDIS if few else SSH))
            return [self._opened(servers, Server(address=self.random.choice(free), port=port))]
        if act == "close" and len(servers.now) > 190 and there:
            return [(servers.close(self.random.choice(there)), None)]
        if act == "move" and there and free:
            old = servers.close(self.random.choice(there))
            new = replace(old, address=self.random.choice(free))
            return [(old, None), self._opened(servers, new)]
        kind = REDIS if act == "lock" else SSH
        some = [at for at in there if servers.now[at].port == kind]
        if act in ("lock", "version") and some:
            return [self._changed(servers, self.random.choice(some), lock=act == "lock")]
        return []

    def _opened(self, servers: SimServers, new: Server) -> tuple[None, Server]:
        servers.open(new)
        return None, new

    def _changed(self, servers: SimServers, at: str, *, lock: bool) -> tuple[Server, Server]:
        before = servers.now[at]
        how = {"locked": not before.locked} if lock else {"version": str(int(before.version) + 1)}
        servers.change(at, **how)
        return before, servers.now[at]
