"""A link in a notice by which an owner answers without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerLink:
    """`cases`: what the page shows, the notice's first case first; `notice`: the message that bears it, ''
    for one that was made by hand; `withdrawn`: since when it is no longer valid, None for never.
    `looked`: when its owner last asked for a check; `answers`: when answers came in the last day."""

    id: str
    cases: tuple[str, ...]
    notice: str
    created: datetime
    expires: datetime
    by: str
    withdrawn: datetime | None = None
    looked: datetime | None = None
    answers: tuple[datetime, ...] = ()
