"""A job: durable work that a worker does later, again, or for long, such as a scan or a recheck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class JobState(StrEnum):
    """The first two are live; the others are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE = frozenset({JobState.WAITING, JobState.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`kind` is the name of a file in `jobs/kinds`, which reads the `payload`. No worker takes it before
    `due`. `asked_by`: who asked for it, for the audit log. `key`: of the live jobs with the same key there is
    only one ('': any number).

    While it is running `worker` has it until `lease_until`; `attempts` counts the beginnings since it last
    made progress. `done` of `total` is its progress, `step` what it does now, `said` its result or why it
    failed. Of a job that runs again and again, `failures` counts the runs in a row that failed, and
    `succeeded` is when one last did its work.
    """

    id: str
    kind: str
    created: datetime
    due: datetime
    payload: Mapping[str, object] = field(default_factory=dict)
    asked_by: str = ""
    key: str = ""
    state: JobState = JobState.WAITING
    attempts: int = 0
    worker: str = ""
    lease_until: datetime | None = None
    done: int = 0
    total: int = 0
    step: str = ""
    said: str = ""
    finished: datetime | None = None
    failures: int = 0
    succeeded: datetime | None = None
