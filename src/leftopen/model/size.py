"""How much is exposed, by the server's own word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """`records` and `bytes` are None when the server does not say. `at_least`: a lower bound, because the
    answer was cut or names only part. `oldest`, `newest`: dates of the items that were seen, UTC."""

    records: int | None = None
    bytes: int | None = None
    at_least: bool = False
    oldest: datetime | None = None
    newest: datetime | None = None
