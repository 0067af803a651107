"""How jobs went, as lines of the log: the same from every program that runs a worker."""

from __future__ import annotations

from leftopen.jobs.kind import JobResult
from leftopen.model.job import Job, JobState
from leftopen.present.log_events import ERROR, INFO, WARNING, log_event
from leftopen.present.printable import printable

MONITOR = "monitor"
_MOST_SAID = 400


def log_ended(job: Job, result: JobResult, state: JobState | None, seconds: float, *, stopped: bool) -> None:
    """One line. An error is final; a warning is tried again, or the job ran but did not do what it is for.
    `state` None: it is put back."""
    if result.unfinished or (stopped and state is not JobState.DONE):
        level, event, otherwise = INFO, "job_put_back", "put back"
    elif state is None:
        level, event, otherwise = WARNING, "job_retried", "is tried again"
    elif state is JobState.FAILED:
        level, event, otherwise = ERROR, "job_failed", "failed"
    else:
        level, event, otherwise = WARNING if result.failed else INFO, "job_done", "done"
    message = f"{title(job)}: {one_line(result.said) or otherwise}"
    log_event(level, event, message, {**fields_of(job), "seconds": round(seconds, 2)})


def title(job: Job) -> str:
    """What is to be read first: the monitor, or the kind. Who asked for others may be a person."""
    return one_line(job.asked_by) if job.kind == MONITOR else job.kind


def fields_of(job: Job) -> dict[str, str]:
    """`kind`, `job` (the beginning of its id), and of a monitor's run `monitor`, its name."""
    fields = {"kind": job.kind, "job": job.id[:8]}
    if job.kind == MONITOR:
        fields["monitor"] = one_line(job.asked_by.removeprefix(f"{MONITOR} "))
    return fields


def one_line(text: str) -> str:
    """At most 400 characters."""
    return printable(" ".join(text.split()), _MOST_SAID)
