"""A key of the web interface: what is kept of it, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Right(StrEnum):
    """`read`: questions and streams · `scan`: these, and scans, alerts and notifiers."""

    READ = "read"
    SCAN = "scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """`digest` of the token, which itself is shown once and kept nowhere; `until` None: until it is removed.
    `owner` is the id of the account whose key it is, '' of whoever runs this leftopen. `networks` (canonical
    CIDRs) are all that it is for; none: all that its owner sees."""

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
        return right is Right.READ or self.right is right
