"""A week of a monitor over many services: every planted change is said once, and nothing else.

The scans are simulated, and lose an answer now and then; the runs, what they compare, store and tell, are the
real ones. The process is killed and started again in between.
"""

from __future__ import annotations

import asyncio
import gc
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.identity import site_id
from leftopen.model.monitor import EventKind, SeenService
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import monitors, own_link
from leftopen.service.monitoring import run as monitoring
from leftopen.store.records.entities.monitors import Monitors
from tests.simulation.clock import SimClock
from tests.simulation.office import Office, empty_folder, folder, office
from tests.simulation.sim_process import SimProcess
from tests.tier import tier

SERVICES, DAYS = tier(60, 2000), tier(2, 7)
EVERY = timedelta(hours=6)
LOST = 0.02
"""Of the answers of one scan, also of the first one; the second question gets each."""
MOST_MB = 24.0
"""Of growth after the first day: each run holds the services twice for a moment."""
KINDS = (EventKind.GONE, EventKind.PRODUCT, EventKind.CERTIFICATE, EventKind.NEW_HOST)
KINDS_OF_JOBS = ("deliver", "monitor", "recheck")
TO = "mailto:soc@example.org"
SAID = re.compile(rb"127\.88\.[0-9]+\.[0-9]+:6379")
Change = tuple[EventKind, str]


@dataclass(slots=True, kw_only=True)
class Watched:
    """The services as they are; `changes` that were planted, and not seen by a run yet. `down`: this
    scanner's own connection is. `first`: the first scan of the baseline; `lost`: how many answers it lost."""

    random: Random
    services: dict[str, SeenService] = field(default_factory=dict)
    absent: dict[str, SeenService] = field(default_factory=dict)
    expected: Counter[Change] = field(default_factory=Counter)
    down: bool = False
    runs: int = 0
    first: str = ""
    lost: int = 0

    def add(self, number: int) -> None:
        there = Endpoint(address=Address.parse(f"127.88.{number // 250}.{number % 250 + 1}"), port=6379)
        one = SeenService(
            service=site_id(there), address=str(there.address), port=6379, endpoint=str(there),
            product="Redis 7.2.1", content=number, certificate="ab" * 32,
        )  # fmt: skip
        self.services[one.service] = one

    def seen(self, scan: str, again: bool) -> dict[str, SeenService]:
        if self.down:
            return {}
        self.first = self.first or scan
        if again or (not self.runs and scan != self.first):
            return dict(self.services)
        least = 0 if self.runs else 1
        lost = self.random.sample(sorted(self.services), max(least, round(LOST * len(self.services))))
        self.lost += 0 if self.runs else len(lost)
        return {id: one for id, one in self.services.items() if id not in lost}

    def plant(self) -> None:
        """One change of a service that has none yet in this run."""
        taken = {endpoint for _, endpoint in self.expected}
        free = [one for one in self.services.values() if one.endpoint not in taken]
        kind = self.random.choice(
            (EventKind.GONE, EventKind.PRODUCT, EventKind.CERTIFICATE, EventKind.NEW_HOST)
        )
        if kind is EventKind.NEW_HOST:
            back = [one for one in self.absent.values() if one.endpoint not in taken]
            if not back:
                return
            one = self.random.choice(back)
            self.services[one.service] = self.absent.pop(one.service)
        elif kind is EventKind.GONE:
            one = self.random.choice(free)
            self.absent[one.service] = self.services.pop(one.service)
        else:
            one = self.random.choice(free)
            fresh = f"{self.random.randrange(10**9)}"
            if kind is EventKind.PRODUCT:
                self.services[one.service] = replace(one, product=f"nginx {fresh}")
            else:
                self.services[one.service] = replace(one, certificate=fresh * 4)
        self.expected[kind, one.endpoint] += 1


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with folder() as where:
        empty_folder(where / "empty")
        yield where


def simulated(patch: pytest.MonkeyPatch, watched: Watched) -> None:
    async def scanned(*_: object) -> None:
        pass

    async def control(*_: object) -> str:
        return "" if watched.down else "tcp 192.0.2.1:22"

    async def again(workspace: object, missing: list[SeenService], *_: object) -> dict[str, SeenService]:
        there = watched.seen("again", again=True)
        return {one.service: there[one.service] for one in missing if one.service in there}

    patch.setattr(monitoring, "_scan", scanned)
    patch.setattr(monitoring, "_seen", lambda workspace, scan: watched.seen(scan, again=False))
    patch.setattr(monitoring, "_again", again)
    patch.setattr(own_link, "host_control", control)


def memory_mb() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def begun(made: Office, runner: asyncio.Runner) -> None:
    """The monitor is there, and its first run is due."""
    allowed = record("127.88.0.0/16", authorised_by="A.", until=None, now=made.clock())
    scopes.add(made.workspace, [allowed], by="a test")
    runner.run(monitors.add(
        made.workspace, "week", ("127.88.0.0/20",), ports="6379", interval=int(EVERY.total_seconds()),
        tell=(TO,), when=(), by="maria",
    ))  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the memory from /proc")
def test_a_week(place: Path) -> None:
    random, clock = Random(7), SimClock(now=datetime(2026, 10, 22, tzinfo=UTC))
    watched, response = Watched(random=random), Counter[Change]()
    for number in range(SERVICES):
        watched.add(number)
    with (
        office(place / "week", place / "empty", clock, random, {"digest_minutes": 0}) as made,
        asyncio.Runner() as runner,
        pytest.MonkeyPatch.context() as patch,
    ):
        simulated(patch, watched)
        begun(made, runner)
        process = SimProcess(workspace=made.workspace, mortal=made.mortal, kinds=KINDS_OF_JOBS)
        sizes = []
        for run in range(DAYS * 4 + 1):
            judged_before = Monitors(made.workspace.store.records).get("week").runs
            if random.random() < 0.5:
                made.mortal.left = random.randrange(8)
            watched.down = 0 < run < DAYS * 4 and random.random() < 0.1
            runner.run(process.work())
            judged = Monitors(made.workspace.store.records).get("week").runs - judged_before
            # One that was killed after it was judged is judged again, and finds nothing new.
            assert (judged == 0) is watched.down
            if judged:
                watched.runs += 1
                response += watched.expected
                watched.expected.clear()
            events = Monitors(made.workspace.store.records).events(limit=100_000)
            stored = Counter((one.kind, one.endpoint) for one in events)
            assert stored == response, f"missing {response - stored}, false {stored - response}"
            sizes.append(memory_mb())
            if not watched.expected:
                for _ in range(random.randrange(0, 6)):
                    watched.plant()
            clock.now += EVERY + timedelta(seconds=1)
        answer = b"".join(body for _, bodies in made.post.came.values() for body in bodies)
        assert all(number == 1 + made.post.gap[id] for id, (number, _) in made.post.came.items())
    heard = Counter(place.decode() for place in SAID.findall(answer))
    assert heard == Counter(endpoint for _, endpoint in response.elements())
    assert watched.lost, "the first scan lost nothing, so that nothing shows what it loses is no news"
    assert made.mortal.deaths
    assert sizes[-1] - sizes[min(4, len(sizes) - 2)] < MOST_MB, sizes
