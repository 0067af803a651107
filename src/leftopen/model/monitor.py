"""A monitor: targets that are scanned again and again, what each run saw, and what it found changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What a run found changed. The last three come from cases, the others from services."""

    NEW_HOST = "new-host"
    NEW_PORT = "new-port"
    GONE = "gone"
    PRODUCT = "product"
    CERTIFICATE = "certificate"
    CONTENT = "content"
    NEW_EXPOSURE = "new-exposure"
    CLOSED = "closed"
    REOPENED = "reopened"


USUAL = tuple(kind for kind in EventKind if kind is not EventKind.CONTENT)
"""What is told unless the monitor says otherwise: a page whose text changes is no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """`every` seconds between two runs, or at the times of `cron`. `tell` recipients, `when` the events that
    they are told of.

    `tell_by`: who answers for these recipients, '' where it was not recorded. `runs` how many were judged;
    the first one is the baseline. `asked` and `asked_ports` are the networks and ports of the last judged
    run, so that a wider question is no change of the target; `last_event` is the number of the newest event
    of a case that a run has seen; `said` how the last run went.
    """

    id: str
    name: str
    targets: tuple[str, ...]
    ports: str
    every: int
    created: datetime
    created_by: str
    tell: tuple[str, ...] = ()
    when: tuple[EventKind, ...] = USUAL
    cron: str = ""
    paused: bool = False
    runs: int = 0
    asked: tuple[str, ...] = ()
    asked_ports: str = ""
    last_event: int = 0
    last_run: datetime | None = None
    said: str = ""
    tell_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenService:
    """One service as a run of a monitor saw it. `product` is '' when it was not understood. `content` is the
    hash of its banner, `certificate` the SHA-256 fingerprint or ''."""

    service: str
    address: str
    port: int
    endpoint: str
    product: str = ""
    certificate: str = ""
    content: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorEvent:
    """One change. `run` is the number of the monitor's run; `case` is '' for a change of a service; `before`
    and `after` are short texts, masked."""

    id: str
    at: datetime
    monitor: str
    run: int
    kind: EventKind
    address: str
    endpoint: str
    service: str = ""
    case: str = ""
    before: str = ""
    after: str = ""
