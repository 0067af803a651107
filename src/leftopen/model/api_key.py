"""An API key: what is stored of it, and its rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Right(StrEnum):
    """`read`: searches and streams · `scan`: these, and scans, alerts and notifiers · `metrics`: only
    the counts of /metrics."""

    READ = "read"
    SCAN = "scan"
    METRICS = "metrics"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """`digest` of the token, which is shown once and never stored; `until` None: until it is removed. `owner`
    is the id of the key's account, '' for the operator of this leftopen. `networks` (canonical CIDRs)
    restrict the key; none: everything visible to its owner."""

    id: str
    name: str
    digest: str
    right: Right
    made: datetime
    until: datetime | None = None
    owner: str = ""
    networks: tuple[str, ...] = ()

    def valid(self, now: datetime) -> bool:
        return self.until is None or now < self.until

    def may(self, right: Right) -> bool:
        return self.right is right or (right is Right.READ and self.right is Right.SCAN)
