"""What a reading of the access logs says, as the response needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`items`: how many items of the assessment are in each class (`served`, `possibly`, `not_served`,
    `unknown`); `clients`: how many clients of each class (`own`, `scanner`, `unknown` …); `people_served` and
    `people_possibly`: people with an item that was served, or possibly. `covered_hours` of `hours` in the
    window have a log that would have shown a read."""

    id: str
    made: datetime
    begin: datetime
    end: datetime
    items: dict[str, int]
    clients: dict[str, int]
    people_served: int
    people_possibly: int
    hours: int
    covered_hours: int
    bytes_out: int
