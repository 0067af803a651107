"""Everything about one case as plain JSON, masked: what the writers of `exports/` read.

case, finding, observation   their lines (`model.lines`)
check       {id, title, remedy, references, sized_by}
looks       verdict lines, oldest first      events   event lines, oldest first
notices     notice lines, with their receipts
closure     {step, because, rounds, needed, next_look} of the latest look, or null
window      durations in seconds: name → {lower, upper or null}, or null for what has not happened
timeline    [{step, at}] by time
generated, version
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leftopen.model.case import Case, CaseEvent
from leftopen.model.check import Check
from leftopen.model.closure import Closure
from leftopen.model.facts import Json
from leftopen.model.finding import Finding, Judged
from leftopen.model.lines import (
    case_line,
    event_line,
    finding_line,
    notice_line,
    observation_line,
    stamp,
    verdict_line,
)
from leftopen.model.notice import Notice, Receipt
from leftopen.model.observation import Observation

Bounds = tuple[timedelta, timedelta | None]

_STEPS = (
    ("open_after", "last look that saw it not open"),
    ("first_open", "first seen open"),
    ("detected", "case opened"),
    ("notified", "owner told"),
    ("acknowledged", "owner answered"),
    ("last_open", "last seen open"),
    ("closed", "closed"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The records behind one report. `window` holds (lower, upper or None) by name; None: not yet."""

    case: Case
    check: Check
    finding: Finding
    observation: Observation
    events: Sequence[CaseEvent] = ()
    looks: Sequence[Judged] = ()
    notices: Sequence[Notice] = ()
    receipts: Sequence[Receipt] = ()
    closure: Closure | None = None
    window: Mapping[str, Bounds | None]
    generated: datetime
    version: str


def dossier_line(d: Dossier) -> dict[str, Json]:
    """The dossier's JSON, as the module's docstring shapes it."""
    return {
        "type": "dossier",
        "generated": stamp(d.generated),
        "version": d.version,
        "case": case_line(d.case),
        "check": _check(d.case.check, d.check),
        "finding": finding_line(d.finding),
        "observation": observation_line(d.observation),
        "timeline": _timeline(d.case),
        "window": {name: _bounds(found) for name, found in d.window.items()},
        "looks": _list(verdict_line(look) for look in d.looks),
        "notices": _list(notice_line(notice, d.receipts) for notice in d.notices),
        "closure": None if d.closure is None else _closure(d.closure),
        "events": _list(event_line(event) for event in d.events),
    }


def _list(lines: Iterable[dict[str, Json]]) -> list[Json]:
    return list(lines)


def _check(name: str, check: Check) -> dict[str, Json]:
    return {
        "id": name,
        "title": check.title,
        "remedy": check.remedy,
        "references": list(check.references),
        "sized_by": check.sized_by,
    }


def _timeline(case: Case) -> list[Json]:
    moments = [(at, step) for name, step in _STEPS if (at := getattr(case, name)) is not None]
    return [{"step": step, "at": stamp(at)} for at, step in sorted(moments, key=lambda moment: moment[0])]


def _bounds(found: Bounds | None) -> Json:
    if found is None:
        return None
    lower, upper = found
    return {"lower": lower.total_seconds(), "upper": None if upper is None else upper.total_seconds()}


def _closure(closure: Closure) -> dict[str, Json]:
    return {
        "step": closure.step.value,
        "because": closure.because,
        "rounds": closure.rounds,
        "needed": closure.needed,
        "next_look": None if closure.next_look is None else stamp(closure.next_look),
    }
