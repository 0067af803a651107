"""One scan of targets and ports, with its progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """What a scan did not check, for one reason. `unit` is `host`, `service`, `site`, `link` or `name`;
    `exact` False: estimated from an even sample. `examples`: addresses, endpoints, endpoints with their
    masked path, or with a name after a space."""

    reason: str
    why: str
    unit: str
    count: int = 0
    exact: bool = True
    examples: tuple[str, ...] = ()


def address_of(one: Unchecked, example: str) -> str:
    """The address of one of its examples."""
    if one.unit == "host":
        return example
    return example[1:].partition("]")[0] if example.startswith("[") else example.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRecord:
    """`cursor` of `total` positions of the order that `seed` gives are done; `state` is `running` (or was,
    when its process died), `stopped` (both can be resumed) or `finished`. `clauses` of the scope that allowed
    it. `not_checked` None: an older version, which did not store it."""

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
    not_checked: tuple[Unchecked, ...] | None = None
