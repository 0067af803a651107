"""What happened at a host, in order: first seen, changed, gone, back, an exposure opened or closed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leftopen.model.absence import Absence, AbsenceReason
from leftopen.model.case import Case
from leftopen.model.observation import Observation
from leftopen.web.console.view.hosts.banner_diff import BannerChange, changes

MOST = 60
TOGETHER = frozenset(("first", "gone", "silent", "back"))
"""Kinds that are told in one line where they happen within the same hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostEvent:
    """`kind`: `first`, `changed`, `gone`, `silent`, `back`, `opened` or `closed`; `ports` as they are
    labelled; `change` or `case` where it is about one."""

    at: datetime
    kind: str
    ports: tuple[str, ...]
    change: BannerChange | None = None
    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An event on a line from 0 to 100."""

    x: float
    event: HostEvent


def host_events(
    history: Sequence[Observation],
    absences: Iterable[Absence],
    cases: Iterable[Case],
    *,
    until: datetime | None = None,
) -> list[HostEvent]:
    """The newest, or the newest until a time; newest first."""
    found = [*map(_seen, changes(history, MOST)), *_lost(absences), *_exposed(cases)]
    known = (event for event in found if until is None or event.at <= until)
    ordered = sorted(known, key=lambda event: (event.at, event.kind, event.ports), reverse=True)
    return _joined(ordered)[:MOST]


def marks(events: Sequence[HostEvent], now: datetime) -> list[Mark]:
    """Each event on a line that begins with the oldest of them and ends now."""
    if not events:
        return []
    begin = min(event.at for event in events)
    whole = max((now - begin).total_seconds(), 1.0)
    return [
        Mark(x=round(min(99.0, 99 * (event.at - begin).total_seconds() / whole), 2), event=event)
        for event in reversed(events)
    ]


def _seen(change: BannerChange) -> HostEvent:
    o = change.after
    at = min(o.first_seen or o.timestamp, o.timestamp) if change.first else o.timestamp
    return HostEvent(
        at=at, kind="first" if change.first else "changed", ports=(o.endpoint.port_label,), change=change
    )


def _lost(absences: Iterable[Absence]) -> Iterator[HostEvent]:
    for one in absences:
        label = (str(one.port) if one.transport == "tcp" else f"{one.port}/{one.transport}",)
        silent = one.reason is AbsenceReason.HOST_SILENT
        yield HostEvent(at=one.since, kind="silent" if silent else "gone", ports=label)
        if one.ended is not None:
            yield HostEvent(at=one.ended, kind="back", ports=label)


def _exposed(cases: Iterable[Case]) -> Iterator[HostEvent]:
    for case in cases:
        yield HostEvent(at=case.first_open, kind="opened", ports=(str(case.port),), case=case)
        if case.closed is not None:
            yield HostEvent(at=case.closed, kind="closed", ports=(str(case.port),), case=case)


def _joined(events: Iterable[HostEvent]) -> list[HostEvent]:
    """The newest first; one scan that finds two hundred ports is one event."""
    made: list[HostEvent] = []
    place: dict[tuple[str, str], int] = {}
    for event in events:
        key = (event.kind, f"{event.at:%Y%m%d%H}")
        if event.kind in TOGETHER and key in place:
            other = made[place[key]]
            ports = sorted({*other.ports, *event.ports}, key=_by_number)
            made[place[key]] = replace(other, ports=tuple(ports))
            continue
        place[key] = len(made)
        made.append(event)
    return made


def _by_number(label: str) -> tuple[int, str]:
    return int(label.partition("/")[0]), label
