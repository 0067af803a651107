"""One scan of targets and ports, with its progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRecord:
    """`cursor` of `total` positions of the order that `seed` gives are done; `state` is `running` (or was,
    when its process died), `stopped` (both can be resumed) or `finished`. `clauses` of the scope that allowed
    it."""

    id: str
    targets: tuple[str, ...]
    ports: str
    method: str
    seed: int
    started: datetime
    total: int
    vantage: str
    finished: datetime | None = None
    cursor: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    state: str = "running"
    clauses: tuple[str, ...] = ()
