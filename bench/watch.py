"""How many known services monitors see again, how late, and at which cost: 50,000 of them on loopback.

One small web server answers, in a process of its own, at every address of 127.1.0.0/16 (a network namespace
of the bench's own leads them to 127.0.0.1). Monitors of 256 addresses and one port know all services already,
as after a baseline: each run is a whole one, from the due job to the stored comparison, by the worker that
`leftopen watch run` has. No rate holds it up. A look is one known service seen again; a run that lost one is
said and not counted.

    due_looks_per_s   all monitors are due at once; the looks of the runs that ended, by the time until the
                      last of them, at most `LONGEST_S`
    lag_p99_s         due times spread evenly, at 80 % of that rate. The lag of a look is from when its
                      monitor was due until its run had ended, so it is an upper bound
    peak_mb           the most memory of this process in both, the engine apart; its servers are others
    own_ms_per_look   the processor time of this process; the peer is a plain scan of the same addresses,
                      which stores what it sees and compares nothing. Both with one process

    watch.py          all of it
    watch.py short    with 1,024 services (a trial of the bench; its figures tell little)
"""

from __future__ import annotations

import asyncio
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._judged import NotMeasured
from bench._namespace import inside_a_namespace
from bench._report import PROGRESS, Figure, Peer, show
from leftopen.jobs.kind import JobResult
from leftopen.jobs.worker import Worker
from leftopen.model.address import Address
from leftopen.model.identity import service_id
from leftopen.model.job import Job
from leftopen.model.monitor import Monitor, SeenService
from leftopen.model.observation import Observation
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import monitors
from leftopen.service.scanning.scan import ScanRequest, scan
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.monitors import MonitorWriter

SERVICES, FEW, EACH = 50_000, 1024, 256
SHARE = 0.8
LONGEST_S, GRACE_S = 420.0, 120.0
"""One phase lasts so long at most; the spread one as much longer as its due times are."""
SETTINGS: dict[str, object] = {
    "rate": 1_000_000, "address_rate": 100_000, "scan_processes": 1, "vantage_name": "bench",
}  # fmt: skip
DAY = 86_400
GOALS = {"due_looks_per_s": ">= 100", "lag_p99_s": "<= 60", "peak_mb": "<= 300"}
SHORT = "short"


@dataclass(slots=True, kw_only=True)
class Seen:
    """What the runs of one phase did: when each was due and ended, and what went wrong."""

    workspace: Workspace
    wanted: int
    stop: asyncio.Event
    lags: list[float] = field(default_factory=list)
    ended: float = 0.0
    odd: list[str] = field(default_factory=list)

    @property
    def too_odd(self) -> bool:
        """More than one run in fifty went wrong: something else is measured."""
        return 50 * len(self.odd) > self.wanted

    def told(self, job: Job, result: JobResult) -> None:
        if job.kind != monitors.KIND:
            return
        # The small page holds nothing to recognise, so that no service is examined to an end.
        if f"{EACH} services on {EACH} hosts responded; {EACH} unexamined; 0 changes" in result.said:
            self.lags.append((self.workspace.clock() - job.due).total_seconds())
            self.ended = time.monotonic()
        else:
            self.odd.append(result.said)
        if len(self.lags) + len(self.odd) >= self.wanted or self.too_odd:
            self.stop.set()


@contextmanager
def page() -> Iterator[int]:
    """The port of the web server."""
    words = [sys.executable, str(Path(__file__).parent / "_page.py")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(10)


@contextmanager
def office(folder: Path) -> Iterator[Workspace]:
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    with open_workspace(folder / "data", SETTINGS, environ=environ) as workspace:
        now = workspace.clock()
        allowed = record("127.1.0.0/16", authorised_by="The bench", until=None, now=now)
        scopes.add(workspace, [allowed], by="bench")
        yield workspace


def network(number: int) -> str:
    return f"127.1.{number}.0/24"


async def scanned(workspace: Workspace, words: Sequence[str], port: int) -> tuple[int, Observation]:
    """A plain scan: the number of services, and one of them."""
    wanted = ScanRequest(words=tuple(words), ports=str(port))
    lines = [line async for line in scan(workspace, wanted, lambda progress: None, asyncio.Event())]
    seen = [line for line in lines if line["type"] == "observation"]
    if len(seen) != EACH * len(words):
        raise NotMeasured(f"a plain scan saw {len(seen)} of {EACH * len(words)} services")
    return len(seen), next(workspace.store.observations.iterate("port:>0"))


def known(number: int, one: Observation) -> dict[str, SeenService]:
    """The services of one monitor, as its last run saw them: all are as that one."""
    product = f"{one.product} {one.version}".strip() or one.module
    addresses = (Address.parse(f"127.1.{number}.{n}") for n in range(EACH))
    found = (replace(one.endpoint, address=address) for address in addresses)
    made = (
        SeenService(
            service=service_id(there), address=str(there.address), port=there.port, endpoint=str(there),
            product=product,
        )
        for there in found
    )  # fmt: skip
    return {one.service: one for one in made}


def watched(workspace: Workspace, count: int, one: Observation, due: Callable[[int], datetime]) -> None:
    """Monitors after their baseline; `due` gives when each has its next run."""
    writer, now = MonitorWriter(Changes(workspace.store.records)), workspace.clock()
    for number in range(count):
        monitor = Monitor(
            id=f"bench-{number}", name=f"m{number}", targets=(network(number),),
            ports=str(one.endpoint.port), every=DAY, created=now - timedelta(days=1), created_by="bench",
        )  # fmt: skip
        job = replace(monitors.job_of(workspace, monitor), due=due(number))
        if refused := writer.add(monitor, job, monitors.MOST):
            raise NotMeasured(refused)
        after = replace(
            monitor, runs=1, asked=monitor.targets, asked_ports=monitor.ports,
            last_run=now - timedelta(hours=1),
        )  # fmt: skip
        writer.judged(after, known(number, one), [], [])


async def lived(workspace: Workspace, count: int, longest: float) -> Seen:
    """The worker, until every monitor ran once or the time is over."""
    stop = asyncio.Event()
    seen = Seen(workspace=workspace, wanted=count, stop=stop)
    work = asyncio.create_task(Worker(workspace=workspace, told=seen.told).run(stop))
    try:
        await asyncio.wait_for(stop.wait(), longest)
    except TimeoutError:
        stop.set()
    await work
    for answer in seen.odd[:3]:
        sys.stderr.write(f"a run that is not counted: {answer}\n")
    if not seen.lags or seen.too_odd:
        raise NotMeasured(f"{len(seen.odd)} of {count} runs went wrong, {len(seen.lags)} well")
    return seen


def at_once(folder: Path, count: int, one: Observation) -> tuple[float, float]:
    """Looks in a second with all due, and the processor time of each in milliseconds."""
    with office(folder) as workspace:
        now = workspace.clock()
        watched(workspace, count, one, lambda number: now)
        began, used = time.monotonic(), time.process_time()
        seen = asyncio.run(lived(workspace, count, LONGEST_S))
        looks = EACH * len(seen.lags)
        return looks / (seen.ended - began), 1000 * (time.process_time() - used) / looks


def spread(folder: Path, count: int, one: Observation, rate: float) -> tuple[float, int]:
    """The 99th percentile of the lag, and how many runs did not end; those count as long as they waited."""
    with office(folder) as workspace:
        step = timedelta(seconds=EACH / (SHARE * rate))
        # Setting up takes a while; the first is due after it.
        begin = workspace.clock() + timedelta(seconds=5 + count / 20)
        watched(workspace, count, one, lambda number: begin + number * step)
        longest = (begin + count * step - workspace.clock()).total_seconds() + GRACE_S
        seen = asyncio.run(lived(workspace, count, longest))
        left = count - len(seen.lags) - len(seen.odd)
        lags = sorted([*seen.lags, *[longest] * left])
        return lags[math.ceil(0.99 * len(lags)) - 1], left


def plain(folder: Path, port: int) -> tuple[float, Observation]:
    """Milliseconds of processor time of a plain scan's service, and one of them."""
    with office(folder) as workspace:
        asyncio.run(scanned(workspace, [network(200)], port))
        used = time.process_time()
        count, one = asyncio.run(scanned(workspace, [network(n) for n in range(4)], port))
        return 1000 * (time.process_time() - used) / count, one


def figures(folder: Path, count: int) -> list[Figure]:
    with page() as port:
        cost, one = plain(folder / "plain", port)
        sys.stderr.write(f"{PROGRESS} a plain scan takes {cost:.1f} ms of processor time a service\n")
        rate, own = at_once(folder / "at once", count, one)
        sys.stderr.write(f"{PROGRESS} {rate:.0f} looks a second\n")
        lag, left = spread(folder / "spread", count, one, rate)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    values = {"due_looks_per_s": (rate, "1/s"), "lag_p99_s": (lag, "s"), "peak_mb": (peak, "MB")}
    return [
        *(Figure(name=n, value=v, unit=unit, goal=GOALS[n]) for n, (v, unit) in values.items()),
        Figure(name="runs_left", value=left, unit="runs"),
        Figure(name="own_ms_per_look", value=own, unit="ms", peer=Peer(name="a plain scan", value=cost)),
    ]


def main() -> int:
    services = FEW if SHORT in sys.argv[1:] else SERVICES
    count = -(-services // EACH)
    work = (
        f"{count * EACH:,} known services of {count} monitors on loopback, one small web server; all due at"
        f" once, then due times spread at {SHARE:.0%} of that rate; one process"
    )
    try:
        inside_a_namespace()
        with tempfile.TemporaryDirectory(prefix="leftopen-bench-", ignore_cleanup_errors=True) as name:
            found = figures(Path(name), count)
    except NotMeasured as error:
        sys.stderr.write(f"{error}\n")
        return 1
    show("watch", work, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
