"""An exclusion: a target that is not scanned, not reported or told to nobody, for a time and a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ExclusionKind(StrEnum):
    """`not-scanned` nothing is sent to it · `not-reported` scanned, but in no list, file or message ·
    `not-told` listed, but no message is sent about it."""

    NOT_SCANNED = "not-scanned"
    NOT_REPORTED = "not-reported"
    NOT_TOLD = "not-told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """`target` is a canonical CIDR, of a denial of the scope perhaps a host name. `port` 0 and `check` ''
    mean all. `until` None only for a denial without an end."""

    id: str
    kind: ExclusionKind
    target: str
    added: datetime
    until: datetime | None
    by: str
    why: str
    port: int = 0
    check: str = ""

    def holds(self, now: datetime) -> bool:
        """Has it not ended?"""
        return self.until is None or now < self.until
