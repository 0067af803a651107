"""A hold: nothing of this case is deleted, by age or on request, until a person lifts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHold:
    """`why` is masked."""

    case: str
    at: datetime
    by: str
    why: str
