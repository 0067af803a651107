"""The counts of this data folder in Prometheus' text format: what runs, what waits and since when, what
failed, and how much room is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from leftopen import __version__
from leftopen.model.case import CaseState
from leftopen.model.job import JobState
from leftopen.service.job_queue import workers_alive
from leftopen.service.operations import disk_space
from leftopen.service.workspace import Workspace
from leftopen.store.engine import spawn

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = tuple[tuple[str, str], ...]
STANDING = ("deliver", "escalate", "monitor", "recheck", "retention", "scan")
"""Kinds of jobs that have a line also where none is stored, so that an alert rule finds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One name with its values, each under its labels. `kind`: gauge or counter."""

    name: str
    help: str
    values: Mapping[Labels, float]
    kind: str = "gauge"


@dataclass(slots=True, kw_only=True)
class MetricsReader:
    """Remembers the number of services, so that reading metrics does not start an engine that is idle."""

    workspace: Workspace
    _services: int | None = field(default=None)

    def text(self) -> str:
        """Blocking; raises StoreFailed, OSError."""
        found = (metric for source in SOURCES for metric in source(self.workspace))
        services = Metric(
            name="leftopen_services", help="Services that responded last time.", values=_plain(self._count())
        )
        return "".join(line for metric in (*found, services) for line in _lines(metric))

    def _count(self) -> int:
        running = bool(self.workspace.settings.engine_url) or spawn.is_running(self.workspace.data)
        if running or self._services is None:
            self._services = self.workspace.store.observations.count("")
        return self._services


def _program(workspace: Workspace) -> Iterator[Metric]:
    yield Metric(name="leftopen_info", help="This program.", values={(("version", __version__),): 1})


def _jobs(workspace: Workspace) -> Iterator[Metric]:
    records, now = workspace.store.records, workspace.clock()
    known = {(kind, state.value): 0 for kind in STANDING for state in JobState}
    counts: dict[Labels, float] = {
        (("kind", kind), ("state", state)): count
        for (kind, state), count in (known | records.tallies.jobs()).items()
    }
    yield Metric(name="leftopen_jobs", help="Jobs that are stored, by kind and state.", values=counts)
    oldest = records.jobs.oldest_due(now)
    lag = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    yield Metric(
        name="leftopen_oldest_due_job_seconds", help="How long the oldest due job waits.", values=_plain(lag)
    )
    yield Metric(
        name="leftopen_workers", help="Workers that are alive.", values=_plain(len(workers_alive(workspace)))
    )


def _scans(workspace: Workspace) -> Iterator[Metric]:
    yield _by_state("leftopen_scans", "Scans, by state.", workspace.store.records.tallies.scans())


def _monitors(workspace: Workspace) -> Iterator[Metric]:
    monitors = workspace.store.records.monitors.list()
    paused = sum(one.paused for one in monitors)
    yield _by_state("leftopen_monitors", "Monitors, by state.", {
        "running": len(monitors) - paused, "paused": paused,
    })  # fmt: skip
    last: dict[Labels, float] = {
        (("monitor", one.name),): one.last_run.timestamp() for one in monitors if one.last_run
    }
    runs: dict[Labels, float] = {(("monitor", one.name),): float(one.runs) for one in monitors}
    yield Metric(
        name="leftopen_monitor_last_run_timestamp_seconds", help="When a monitor ran last.", values=last
    )
    yield Metric(
        name="leftopen_monitor_runs_total", help="Runs of a monitor that were judged.", values=runs,
        kind="counter",
    )  # fmt: skip


def _cases(workspace: Workspace) -> Iterator[Metric]:
    records = workspace.store.records
    known = {state.value: 0 for state in CaseState}
    yield _by_state("leftopen_cases", "Cases, by state.", known | records.tallies.cases())
    yield Metric(
        name="leftopen_case_events_total", help="Events of all cases.",
        values=_plain(records.cases.newest_event()), kind="counter",
    )  # fmt: skip


def _outbox(workspace: Workspace) -> Iterator[Metric]:
    counts = {state.value: count for state, count in workspace.store.records.outbox.counts().items()}
    yield _by_state("leftopen_outbox_messages", "Messages, by state.", counts)


def _disk(workspace: Workspace) -> Iterator[Metric]:
    free, reserve = disk_space.free_bytes(workspace.data), disk_space.reserve_bytes(workspace)
    yield Metric(name="leftopen_disk_free_bytes", help="Free space for the data.", values=_plain(free))
    yield Metric(
        name="leftopen_disk_reserve_bytes", help="With less free space, scans wait.", values=_plain(reserve)
    )


SOURCES: tuple[Callable[[Workspace], Iterable[Metric]], ...] = (
    _program, _jobs, _scans, _monitors, _cases, _outbox, _disk,
)  # fmt: skip


def _plain(value: float) -> Mapping[Labels, float]:
    return {(): float(value)}


def _by_state(name: str, help: str, counts: Mapping[str, int]) -> Metric:
    return Metric(name=name, help=help, values={(("state", state),): n for state, n in counts.items()})


def _lines(metric: Metric) -> Iterator[str]:
    """A name without values is left out."""
    if not metric.values:
        return
    yield f"# HELP {metric.name} {metric.help}\n# TYPE {metric.name} {metric.kind}\n"
    for labels, value in sorted(metric.values.items()):
        shown = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels)
        yield f"{metric.name}{f'{{{shown}}}' if shown else ''} {_number(value)}\n"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
