"""What will happen next with a case, and when: dates that people set, and checks that are planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.cases.due import due_date
from leftopen.cases.recheck_times import next_check
from leftopen.model.case import Case, CaseState
from leftopen.model.closure import CheckObservation
from leftopen.model.facts import Json
from leftopen.present.humanize import format_time, last_day
from leftopen.present.timestamps import format_utc_or_none
from leftopen.scope.networks import Networks
from leftopen.service.monitoring import monitors
from leftopen.service.notices import escalate
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.monitors import Monitors
from leftopen.translate import Translator, english

_ENDED = frozenset({CaseState.FALSE_POSITIVE, CaseState.TAKEN_OVER})


class ScheduledActionKind(StrEnum):
    """`due`, `promised` and `accepted` end with the day before their time · `notice` to the next contact ·
    `recheck` by the worker · `monitor` its next run · `unwatched` nothing checks it by itself."""

    DUE = "due"
    PROMISED = "promised"
    ACCEPTED = "accepted"
    NOTICE = "notice"
    RECHECK = "recheck"
    MONITOR = "monitor"
    UNWATCHED = "unwatched"


WORDS: Mapping[ScheduledActionKind, str] = {
    ScheduledActionKind.DUE: "due {date}",
    ScheduledActionKind.PROMISED: "the owner promised to close it by {date}",
    ScheduledActionKind.ACCEPTED: "the risk is accepted until {date}; then the case counts as open again",
    ScheduledActionKind.NOTICE: "{name} will be notified at {time}, unless someone answers",
    ScheduledActionKind.RECHECK: "the worker checks it again at {time}",
    ScheduledActionKind.MONITOR: "the monitor {name} runs again at {time}",
    ScheduledActionKind.UNWATCHED: "no monitor checks this address: scan it, or check it yourself",
}
PAUSED, LATE = "the monitor {name} does not run now", "overdue"
SOON = "{name} will be notified next, once a worker runs"
TEXTS = (*WORDS.values(), PAUSED, SOON, LATE)
"""Every text that is translated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledAction:
    """`name` of the monitor or of the recipient, else ''. `at` is None for what has no time."""

    kind: ScheduledActionKind
    at: datetime | None = None
    name: str = ""
    late: bool = False


def scheduled_actions(
    workspace: Workspace, case: Case, looks: Sequence[CheckObservation]
) -> list[ScheduledAction]:
    """In the order of time, what has none last."""
    now = workspace.clock()
    found = [*_dates(workspace, case, now), *_checks(workspace, case, looks, now)]
    return sorted(found, key=lambda one: (one.at is None, one.at or now))


def action_text(one: ScheduledAction, say: Translator = english) -> str:
    """In the reader's language."""
    text = WORDS[one.kind]
    if one.at is None:
        text = {ScheduledActionKind.MONITOR: PAUSED, ScheduledActionKind.NOTICE: SOON}.get(one.kind, text)
    times = {"date": last_day(one.at), "time": format_time(one.at)} if one.at else {"date": "", "time": ""}
    words = say(text, name=one.name, **times)
    return f"{words} ({say(LATE)})" if one.late else words


def scheduled_action_line(one: ScheduledAction) -> dict[str, Json]:
    return {
        "type": "coming",
        "kind": one.kind.value,
        "at": format_utc_or_none(one.at),
        "name": one.name or None,
        "late": one.late,
    }


def _dates(workspace: Workspace, case: Case, now: datetime) -> Iterator[ScheduledAction]:
    due = due_date(case, workspace.settings)
    times = (
        (ScheduledActionKind.DUE, due),
        (ScheduledActionKind.PROMISED, case.promised if due else None),
        (ScheduledActionKind.ACCEPTED, case.until if case.state is CaseState.ACCEPTED else None),
    )
    for kind, at in times:
        if at is not None:
            yield ScheduledAction(kind=kind, at=at, late=at <= now)
    if (step := escalate.plan(workspace, case)) is not None:
        # What is due already has no time of its own any more: it waits for a worker.
        yield ScheduledAction(
            kind=ScheduledActionKind.NOTICE, at=step.due if step.due > now else None, name=step.to
        )


def _checks(
    workspace: Workspace, case: Case, looks: Sequence[CheckObservation], now: datetime
) -> Iterator[ScheduledAction]:
    if case.state in _ENDED:
        return
    listed = Monitors(workspace.store.records).list()
    watching = [one for one in listed if not one.paused and one.runs and case.address in Networks(one.asked)]
    if not watching:
        yield ScheduledAction(kind=ScheduledActionKind.UNWATCHED)
        return
    at = next_check(case, looks, now)
    if at is not None:
        yield ScheduledAction(kind=ScheduledActionKind.RECHECK, at=max(at, now))
    for monitor, due in monitors.with_next_runs(workspace, watching):
        yield ScheduledAction(kind=ScheduledActionKind.MONITOR, at=due, name=monitor.name)
