"""A scan that was asked for over the web interface, from the asking to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ScanJobStatus(StrEnum):
    """Shodan's words."""

    QUEUE = "QUEUE"
    PROCESSING = "PROCESSING"
    DONE = "DONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanJobPart:
    """Targets (canonical CIDRs) that are looked at on the same `ports`."""

    words: tuple[str, ...]
    ports: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanJob:
    """`id` begins the id of every part's scan, so that `scan:ID` finds what they saw. `key` is the id of the
    API key that asks, `user` the id of the account where no key does, `size` the number of addresses,
    `said` why it ended early."""

    id: str
    key: str
    created: datetime
    parts: tuple[ScanJobPart, ...]
    size: int
    status: ScanJobStatus = ScanJobStatus.QUEUE
    said: str = ""
    user: str = ""
