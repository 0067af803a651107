"""How much is exposed, as the server states it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """`records` and `bytes` are None when the server does not state them, or states an impossible number.
    `at_least`: a lower bound, because the response was cut or partial. `oldest`, `newest`: dates of the
    listed items, UTC."""

    records: int | None = None
    bytes: int | None = None
    at_least: bool = False
    oldest: datetime | None = None
    newest: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("records", "bytes"):
            number = getattr(self, name)
            if number is not None and not 0 <= number <= LARGEST:
                object.__setattr__(self, name, None)
