"""Checks of a case that found what an earlier one had found: they are counted, and told by one event a
day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LookCount:
    """What waits for that event: `looks` in the order in which they were recorded, each as the place of the
    earlier look in `like` (their ids) and its time. `digests`: of the verdicts of `like`. `begun`: when the
    first was recorded, `newest`: the id of the last."""

    case: str
    begun: datetime
    like: tuple[str, ...]
    digests: tuple[str, ...]
    looks: tuple[tuple[int, datetime], ...]
    newest: str
