"""A scan job: a scan requested over the web interface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ScanJobStatus(StrEnum):
    """The statuses of Shodan."""

    QUEUE = "QUEUE"
    PROCESSING = "PROCESSING"
    DONE = "DONE"


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
