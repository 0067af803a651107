"""A scan job: a scan requested over the web interface, as Shodan's API shows it. It is a job of the kind
`scan`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.job import Job, JobState

KIND = "scan"


class ScanJobStatus(StrEnum):
    """The statuses of Shodan."""

    QUEUE = "QUEUE"
    PROCESSING = "PROCESSING"
    DONE = "DONE"


_STATUS = {JobState.WAITING: ScanJobStatus.QUEUE, JobState.RUNNING: ScanJobStatus.PROCESSING}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanJobPart:
    """Targets (canonical CIDRs) that are scanned on the same `ports`."""

    words: tuple[str, ...]
    ports: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanJob:
    """`id` begins the id of every part's scan, so that `scan:ID` finds their observations. `key` is the id of
    the requesting API key, `user` the id of the account without a key, `size` the number of addresses, `said`
    why it ended early."""

    id: str
    key: str
    created: datetime
    parts: tuple[ScanJobPart, ...]
    size: int
    status: ScanJobStatus = ScanJobStatus.QUEUE
    said: str = ""
    user: str = ""


def to_job(scan_job: ScanJob) -> Job:
    """The job that runs it."""
    parts = [{"words": list(part.words), "ports": part.ports} for part in scan_job.parts]
    asked_by = f"key {scan_job.key}" if scan_job.key else f"user {scan_job.user}" if scan_job.user else ""
    return Job(
        id=scan_job.id, kind=KIND, created=scan_job.created, due=scan_job.created, asked_by=asked_by,
        payload={"parts": parts, "size": scan_job.size},
    )  # fmt: skip


def of_job(job: Job) -> ScanJob:
    """The inverse of `to_job`, with the job's state. Raises ValueError for a job of another kind."""
    parts, size = job.payload.get("parts"), job.payload.get("size")
    if job.kind != KIND or not isinstance(parts, list) or not isinstance(size, int):
        raise ValueError(f"job {job.id[:8]} is no scan")
    kind, _, id = job.asked_by.partition(" ")
    return ScanJob(
        id=job.id, key=id if kind == "key" else "", user=id if kind == "user" else "", created=job.created,
        parts=tuple(_part(one) for one in parts), size=size, said=job.said,
        status=_STATUS.get(job.state, ScanJobStatus.DONE),
    )  # fmt: skip


def _part(stored: object) -> ScanJobPart:
    assert isinstance(stored, dict)
    words = stored["words"]
    assert isinstance(words, list)
    return ScanJobPart(words=tuple(str(word) for word in words), ports=str(stored["ports"]))
