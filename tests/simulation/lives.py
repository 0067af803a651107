"""The lives of a few cases in one data folder: found, told of, answered, closed, opened again; with faults.

Everything follows from the seed. The services are the real ones; after each step `rules` judge what they did.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from leftopen.cases import event_schema
from leftopen.cases.recheck_times import next_check
from leftopen.errors import LeftopenError
from leftopen.model.monitor import Monitor
from leftopen.model.observation import Observation
from leftopen.model.scope import NotifyPolicy
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, opened
from leftopen.scope.file import record
from leftopen.service.cases import case_updates
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import monitors
from leftopen.service.organisations import organisations
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.monitors import MonitorWriter
from tests.simulation.clock import SimClock
from tests.simulation.office import Office, office
from tests.simulation.records import Stored
from tests.simulation.sim_network import Server
from tests.simulation.sim_process import SimProcess
from tests.web.console.furnished import observed

CLOCKS_CHANGE = (datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC))
CHANNELS = ("mailto:{}@example.org", "https://hooks.example.org/{}")
SEVERITIES = (Severity.CRITICAL, Severity.HIGH, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
QUIET = ("", "", "22:00-07:00", "22:00-07:00 Europe/Berlin", "01:30-03:30 Europe/Berlin")
TICK = timedelta(seconds=16)
"""A little more than the time between two rounds of the escalation."""
Act = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One case from outside: who is told of it, in order, and how its scope says so."""

    id: str
    service: str
    address: str
    severity: Severity
    contacts: tuple[str, ...]
    policy: NotifyPolicy
    watched: bool


@dataclass(slots=True, kw_only=True)
class Lives:
    """`acts`: what happens from outside, by its true time. `clock_set`: when
    somebody set the clock. `next_death`: after how many writes of its next work the process dies. `expected`:
    moments at which the rules expect something."""

    random: Random
    office: Office
    process: SimProcess
    stored: Stored
    begin: datetime
    runner: asyncio.Runner
    lives: list[Life] = field(default_factory=list)
    acts: list[tuple[datetime, int, str, Act]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    clock_set: list[datetime] = field(default_factory=list)
    out_of_scope: set[str] = field(default_factory=set)
    next_death: int | None = None
    expected: list[datetime] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def workspace(self) -> Workspace:
        return self.office.workspace

    @property
    def now(self) -> datetime:
        return self.office.clock.now

    def later(self, wait: timedelta, name: str, act: Act) -> None:
        heapq.heappush(self.acts, (self.now + wait, next(self._numbers), name, act))

    def found(self, number: int, organisation: int, contacts: tuple[str, ...], policy: NotifyPolicy) -> Life:
        """A scan finds a server open."""
        address = f"198.51.100.{number + 1}"
        severity = self.random.choice(SEVERITIES)
        identity = f"tls-key:SHA256:{number}"
        o = observed(address, 6379, self.office.clock(), "+PONG", product="Redis", identity=identity)
        self.office.observations.known[o.id] = o
        self.office.network.servers[o.service] = Server.OPEN
        self.office.network.severities[o.service] = severity
        self._authorised(address, organisation, policy)
        case = self._case(o)
        return Life(
            id=case, service=o.service, address=address, severity=severity, contacts=contacts, policy=policy,
            watched=self.random.random() < 0.7,
        )  # fmt: skip

    def _authorised(self, address: str, organisation: int, policy: NotifyPolicy) -> None:
        one = record(
            address, authorised_by="A.", until=None, now=self.office.clock(), org=f"Org {organisation}",
            notify=policy,
        )  # fmt: skip
        scopes.add(self.workspace, [one], by="a test")

    def _case(self, o: Observation) -> str:
        judged = self.office.network.judged(o, "redis_open", opened(ExposureKind.DATA))
        finding = self.office.network.finding(judged)
        records = self.workspace.store.records
        [found] = case_updates.record_scan(records, judged, finding, None, self.office.clock())
        case_updates.store_finding(self.workspace.store, finding)
        return found.case.id

    def watch(self) -> None:
        """A monitor after its baseline; what it scans by itself is no part of this simulation."""
        targets = tuple(one.address for one in self.lives if one.watched)
        if not targets:
            return
        monitor = Monitor(
            id="m", name="m", targets=targets, ports="6379", every=300 * 86_400, created=self.office.clock(),
            created_by="a test", runs=1, asked=targets, asked_ports="6379",
        )  # fmt: skip
        job = monitors.job_of(self.workspace, monitor)
        assert not MonitorWriter(Changes(self.workspace.store.records)).add(monitor, job, monitors.MOST)

    def work(self) -> None:
        self.runner.run(self.process.work())

    def by_hand(self, act: Act) -> None:
        """A person does it, in a process that nobody kills. What is not possible now is refused."""
        mortal = self.office.mortal
        left, mortal.left = mortal.left, None
        try:
            act()
        except LeftopenError as error:
            self.log.append(f"  refused: {error}")
        finally:
            mortal.left = left

    def step(self, longest: timedelta) -> None:
        """Goes on to the next moment at which something can happen, and does it."""
        clock = self.office.clock
        clock.now = min(max(self._next(), clock.now + TICK), clock.now + longest)
        while self.acts and self.acts[0][0] <= clock.now:
            _, _, name, act = heapq.heappop(self.acts)
            self.log.append(f"{clock.now:%m-%d %H:%M:%S} {name}")
            self.by_hand(act)
        if self.next_death is not None:
            self.office.mortal.left, self.next_death = self.next_death, None
        self.work()
        self.stored.read()

    def _next(self) -> datetime:
        """The true time; `step` bounds it, so that what is not foreseen here is late at most."""
        shown = self.office.clock()
        times = [*self.acts[0][:1], *self.expected] if self.acts else list(self.expected)
        due = list(self.stored.deliveries.values())
        for life in self.lives:
            if life.watched:
                case = self.stored.cases[life.id]
                looks = event_schema.looks(self.stored.events[life.id])
                due += filter(None, [next_check(case, looks, shown)])
        times += [self.office.clock.true(at) for at in due]
        # What is due already, and was not done, is waited for.
        return min((at for at in times if at > self.now), default=self.now + timedelta(days=1))


@contextmanager
def begun(seed: int, where: Path, empty: Path, runner: asyncio.Runner) -> Iterator[Lives]:
    random = Random(seed)
    begin = random.choice(CLOCKS_CHANGE) - timedelta(hours=random.uniform(1, 200))
    links = {"owner_links": "on", "public_url": "https://leftopen.example.org"}
    settings: dict[str, object] = {
        "quiet_hours": random.choice(QUIET), "digest_minutes": random.choice((0, 5, 15)),
        "messages_per_day": random.choice((0, 0, 0, 2)), "notify_private": "yes", **links,
    }  # fmt: skip
    with office(where / "lives", empty, SimClock(now=begin), random, settings) as made:
        process = SimProcess(workspace=made.workspace, mortal=made.mortal)
        lives = Lives(
            random=random, office=made, process=process, begin=begin, runner=runner,
            stored=Stored(records=made.workspace.store.records),
        )  # fmt: skip
        for organisation in range(random.choice((1, 1, 2))):
            contacts = _contacts(random, organisation)
            organisations.add(made.workspace, f"Org {organisation}", by="a test", contacts=contacts)
            policy = random.choices((NotifyPolicy.AUTO, NotifyPolicy.ASK, NotifyPolicy.NO), (8, 2, 1))[0]
            for _ in range(random.choice((1, 1, 2, 3))):
                lives.lives.append(lives.found(len(lives.lives), organisation, contacts, policy))
        lives.watch()
        lives.stored.read()
        yield lives


def _contacts(random: Random, organisation: int) -> tuple[str, ...]:
    number = random.choice((1, 2, 2, 3, 5))
    return tuple(random.choice(CHANNELS).format(f"c{organisation}{n}") for n in range(number))
