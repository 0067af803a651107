"""The counts of this data folder in Prometheus' text format: what runs, what waits and since when, what
failed, and how much room is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leftopen import __version__
from leftopen.model.case import CaseState
from leftopen.model.health import HealthCheck, HealthFacts
from leftopen.model.job import JobState
from leftopen.service.operations import health_facts
from leftopen.service.operations.health_checks import NAMES, checks
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.engine import spawn
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.monitors import Monitors
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scans import Scans

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = tuple[tuple[str, str], ...]
STANDING = ("deliver", "escalate", "monitor", "recheck", "retention", "scan")
"""Kinds of jobs that have a line also where none is stored, so that an alert rule finds them."""
STATES = ("ok", "waits", "broken")
"""The values of `leftopen_health_check`."""


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
        facts = health_facts.read(self.workspace)
        found = (metric for source in SOURCES for metric in source(self.workspace))
        every = (*found, *of_health(facts, checks(facts)), *self._count(facts))
        return "".join(line for metric in every for line in _lines(metric))

    def _count(self, facts: HealthFacts) -> Iterator[Metric]:
        """The last known number where the engine does not work; nothing before there is one."""
        running = bool(self.workspace.settings.engine_url) or spawn.is_running(self.workspace.data)
        if not facts.engine and (running or self._services is None):
            self._services = self.workspace.store.observations.services("")[0]
        if self._services is not None:
            yield _gauge("leftopen_services", "Services that responded last time.", self._services)


def _program(workspace: Workspace) -> Iterator[Metric]:
    yield Metric(name="leftopen_info", help="This program.", values={(("version", __version__),): 1})


def _jobs(workspace: Workspace) -> Iterator[Metric]:
    records = workspace.store.records
    known = {(kind, state.value): 0 for kind in STANDING for state in JobState}
    counts: dict[Labels, float] = {
        (("kind", kind), ("state", state)): count
        for (kind, state), count in (known | Jobs(records).by_kind_and_state()).items()
    }
    yield Metric(name="leftopen_jobs", help="Jobs that are stored, by kind and state.", values=counts)


def _scans(workspace: Workspace) -> Iterator[Metric]:
    yield _by_state("leftopen_scans", "Scans, by state.", Scans(workspace.store.records).by_state())


def of_health(facts: HealthFacts, found: Sequence[HealthCheck]) -> Iterator[Metric]:
    """What `doctor` says, for alert rules. Every series is there from the beginning, 0 for what never ran: a
    rule on one that is missing would say nothing."""
    states = dict.fromkeys(NAMES, 0.0) | {one.what: float(STATES.index(one.state)) for one in found}
    yield Metric(
        name="leftopen_health_check",
        help="0: it works; 1: it waits; 2: it does not work.",
        values={(("check", name),): state for name, state in states.items()},
    )
    yield from _failures(facts)
    yield _gauge("leftopen_workers", "Workers that are alive.", facts.workers)
    lag = _age(facts.oldest_due, facts.now)
    yield _gauge("leftopen_oldest_due_job_seconds", "How long the oldest due job waits.", lag)
    lag = _age(facts.since if facts.unsent else None, facts.now)
    yield _gauge(
        "leftopen_outbox_oldest_unsent_seconds", "How long the oldest message waits to be sent.", lag
    )
    yield _gauge(
        "leftopen_outbox_failed_deliveries",
        "Tries in a row that failed, since one was accepted.",
        facts.refused,
    )
    ran = facts.retention.last_success if facts.retention else None
    yield _gauge("leftopen_retention_last_timestamp_seconds", "When retention last ran.", _at(ran))
    yield _gauge("leftopen_backup_last_timestamp_seconds", "When a backup was last made.", _at(facts.backup))
    yield _gauge("leftopen_disk_free_bytes", "Free space for the data.", facts.data.bytes)
    yield _gauge("leftopen_disk_reserve_bytes", "With less free space, scans wait.", facts.reserve)
    rooms = {"disk": facts.data, "temp": facts.temp}
    yield Metric(name="leftopen_free_inodes", help="Files that can still be made.", values={
        (("room", name),): float(room.inodes) for name, room in rooms.items()
        if room is not None and room.inodes is not None
    })  # fmt: skip


def _failures(facts: HealthFacts) -> Iterator[Metric]:
    """Of monitors that are not paused, and of kinds of jobs."""
    failures, last = "leftopen_monitor_failures_in_a_row", "leftopen_monitor_last_success_timestamp_seconds"
    yield Metric(
        name=failures,
        help="Runs of a monitor that failed, since one worked.",
        values={(("monitor", one.name),): float(one.failures) for one in facts.monitors},
    )
    yield Metric(
        name=last,
        help="When a monitor last did its work (0: never).",
        values={(("monitor", one.name),): _at(one.last_success) for one in facts.monitors},
    )
    known = dict.fromkeys(STANDING, 0.0) | {one.kind: float(one.failures) for one in facts.failing}
    known["monitor"] = float(max((one.failures for one in facts.monitors), default=0))
    known["retention"] = float(facts.retention.failures if facts.retention else 0)
    yield Metric(
        name="leftopen_job_failures_in_a_row",
        help="Runs of a job that failed, since one worked; the most of its kind.",
        values={(("kind", kind),): count for kind, count in known.items()},
    )


def _monitors(workspace: Workspace) -> Iterator[Metric]:
    monitors = Monitors(workspace.store.records).list()
    paused = sum(one.paused for one in monitors)
    yield _by_state("leftopen_monitors", "Monitors, by state.", {
        "running": len(monitors) - paused, "paused": paused,
    })  # fmt: skip
    runs: dict[Labels, float] = {(("monitor", one.name),): float(one.runs) for one in monitors}
    yield Metric(
        name="leftopen_monitor_runs_total",
        help="Runs of a monitor that were judged.",
        values=runs,
        kind="counter",
    )


def _cases(workspace: Workspace) -> Iterator[Metric]:
    records = workspace.store.records
    known = {state.value: 0 for state in CaseState}
    yield _by_state("leftopen_cases", "Cases, by state.", known | Cases(records).by_state())
    yield Metric(
        name="leftopen_case_events_total",
        help="Events of all cases.",
        values=_plain(Cases(records).newest_event()),
        kind="counter",
    )


def _outbox(workspace: Workspace) -> Iterator[Metric]:
    counts = {state.value: count for state, count in Outbox(workspace.store.records).counts().items()}
    yield _by_state("leftopen_outbox_messages", "Messages, by state.", counts)


SOURCES: tuple[Callable[[Workspace], Iterable[Metric]], ...] = (
    _program, _jobs, _scans, _monitors, _cases, _outbox,
)  # fmt: skip


def _gauge(name: str, help: str, value: float) -> Metric:
    return Metric(name=name, help=help, values=_plain(value))


def _at(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


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
