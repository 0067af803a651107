"""The state machine of a case: one table, and the fold over events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from leftopen.cases import event_schema
from leftopen.cases.closure_rules import is_other
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.verdict import State
from leftopen.present import timestamps

S, K = CaseState, CaseEventKind

MOVES: Mapping[CaseState, Mapping[CaseEventKind, CaseState]] = {
    S.OPEN: {
        K.NOTIFIED: S.NOTIFIED,
        K.ACKNOWLEDGED: S.ACKNOWLEDGED,
        K.ACCEPTED: S.ACCEPTED,
        K.MARKED_FALSE: S.FALSE_POSITIVE,
        K.CLOSED_BY_WORD: S.SAID_CLOSED,
        K.WENT_SILENT: S.SILENT,
        K.CLOSED: S.CLOSED,
        K.WITHDRAWN: S.WITHDRAWN,
        K.TAKEN_OVER: S.TAKEN_OVER,
        K.ASSIGNED: S.OPEN,
        K.DUE_SET: S.OPEN,
    },
    S.NOTIFIED: {
        K.ACKNOWLEDGED: S.ACKNOWLEDGED,
        K.ACCEPTED: S.ACCEPTED,
        K.MARKED_FALSE: S.FALSE_POSITIVE,
        K.CLOSED_BY_WORD: S.SAID_CLOSED,
        K.WENT_SILENT: S.SILENT,
        K.CLOSED: S.CLOSED,
        K.WITHDRAWN: S.WITHDRAWN,
        K.TAKEN_OVER: S.TAKEN_OVER,
        K.ASSIGNED: S.NOTIFIED,
        K.DUE_SET: S.NOTIFIED,
    },
    S.ACKNOWLEDGED: {
        K.ACKNOWLEDGED: S.ACKNOWLEDGED,
        K.ACCEPTED: S.ACCEPTED,
        K.MARKED_FALSE: S.FALSE_POSITIVE,
        K.CLOSED_BY_WORD: S.SAID_CLOSED,
        K.WENT_SILENT: S.SILENT,
        K.CLOSED: S.CLOSED,
        K.WITHDRAWN: S.WITHDRAWN,
        K.TAKEN_OVER: S.TAKEN_OVER,
        K.ASSIGNED: S.ACKNOWLEDGED,
        K.DUE_SET: S.ACKNOWLEDGED,
    },
    S.SILENT: {
        K.ACKNOWLEDGED: S.SILENT,
        K.ACCEPTED: S.ACCEPTED,
        K.MARKED_FALSE: S.FALSE_POSITIVE,
        K.CLOSED_BY_WORD: S.SAID_CLOSED,
        K.CLOSED: S.CLOSED,
        K.WITHDRAWN: S.WITHDRAWN,
        K.REOPENED: S.OPEN,
        K.TAKEN_OVER: S.TAKEN_OVER,
        K.ASSIGNED: S.SILENT,
        K.DUE_SET: S.SILENT,
    },
    S.ACCEPTED: {
        K.ACCEPTED: S.ACCEPTED,
        K.MARKED_FALSE: S.FALSE_POSITIVE,
        K.CLOSED_BY_WORD: S.SAID_CLOSED,
        K.CLOSED: S.CLOSED,
        K.WITHDRAWN: S.WITHDRAWN,
        K.REOPENED: S.OPEN,
        K.TAKEN_OVER: S.TAKEN_OVER,
        K.ASSIGNED: S.ACCEPTED,
    },
    S.SAID_CLOSED: {
        K.MARKED_FALSE: S.FALSE_POSITIVE,
        K.CLOSED: S.CLOSED,
        K.WITHDRAWN: S.WITHDRAWN,
        K.REOPENED: S.OPEN,
        K.ASSIGNED: S.SAID_CLOSED,
    },
    S.WITHDRAWN: {K.CLOSED: S.CLOSED, K.REOPENED: S.OPEN, K.ASSIGNED: S.WITHDRAWN},
    S.CLOSED: {K.REOPENED: S.OPEN, K.ASSIGNED: S.CLOSED},
    S.FALSE_POSITIVE: {
        K.TAKEN_OVER: S.TAKEN_OVER,
        K.REOPENED: S.OPEN,
        K.ASSIGNED: S.FALSE_POSITIVE,
    },
    S.TAKEN_OVER: {},
}
"""State and event to the next state. A missing pair is illegal, except for `FACTS`."""

FACTS = frozenset({K.LOOKED, K.COUNTED, K.NOTIFIED, K.LINKED, K.COMMENTED, K.RESPONDED, K.ERASED})
"""These happened whatever the case's state, so that they are recorded in every state; unless MOVES says
otherwise they do not move it."""


def next_state(state: CaseState | None, kind: CaseEventKind) -> CaseState:
    """The new state. ValueError for an event that is illegal in that state (None: no case yet)."""
    if state is None:
        if kind is K.DETECTED:
            return S.OPEN
        raise ValueError(f"a case begins with `detected`, not with `{kind.value}`")
    new = MOVES[state].get(kind, state if kind in FACTS else None)
    if new is None:
        raise ValueError(f"`{kind.value}` can't happen to a case that is {state.value}")
    return new


def fold(case: Case | None, event: CaseEvent) -> Case:
    """The case after one more event. ValueError for an illegal move, another case's event or a bad body."""
    body = event_schema.validate(event.kind, event.body)
    state = next_state(None if case is None else case.state, event.kind)
    if case is None:
        return _begun(event, body)
    if case.id != event.case:
        raise ValueError(f"an event of case {event.case} is no part of case {case.id}")
    return replace(_KEEPS.get(event.kind, _nothing_else)(case, event), state=state)


def case_of(events: Iterable[CaseEvent]) -> Case:
    """The fold of all its events. ValueError when there is none, or as `fold`."""
    case: Case | None = None
    for event in events:
        case = fold(case, event)
    if case is None:
        raise ValueError("a case needs at least one event")
    return case


def _begun(event: CaseEvent, body: Mapping[str, Json]) -> Case:
    seen = timestamps.parse_utc(body["at"])
    return Case(
        id=event.case,
        finding=event_schema.text(body, "finding"),
        service=event_schema.text(body, "service"),
        check=event_schema.text(body, "check"),
        endpoint=event_schema.text(body, "endpoint"),
        address=event_schema.text(body, "address"),
        port=event_schema.number(body, "port"),
        realm=event_schema.text(body, "realm"),
        identity=event_schema.text(body, "identity"),
        product=event_schema.text(body, "product"),
        state=S.OPEN,
        severity=Severity(event_schema.text(body, "severity")),
        first_open=seen,
        last_open=seen,
        detected=event.at,
        open_after=timestamps.parse_utc_or_none(body.get("open_after")),
        holds=event_schema.counts(body, "holds"),
        hostname=event_schema.text(body, "hostname", ""),
    )


_OVER = frozenset({S.CLOSED, S.SAID_CLOSED, S.WITHDRAWN})
"""A look that sees it open after these begins anew."""


def _looked(case: Case, event: CaseEvent) -> Case:
    """Severity and contents are those of the best look since it was last opened: a look that may read less
    makes no case less severe."""
    (look,) = event_schema.looks([event])
    if look.state is not State.OPEN or is_other(case, look):
        return case
    severity = Severity(event_schema.text(event.body, "severity", case.severity))
    seen = replace(case, first_open=min(case.first_open, look.at), last_open=max(case.last_open, look.at))
    if case.state not in _OVER and severity.rank < case.severity.rank:
        return seen
    holds = event_schema.counts(event.body, "holds")
    anew = case.state in _OVER and "holds" in event.body
    return replace(seen, severity=severity, holds=holds if anew else holds or case.holds)


def _counted(case: Case, event: CaseEvent) -> Case:
    """Each was like an earlier look, and changes nothing but the times."""
    first, last = (event_schema.time(event.body, name) for name in ("first", "last"))
    return replace(case, first_open=min(case.first_open, first), last_open=max(case.last_open, last))


def _notified(case: Case, event: CaseEvent) -> Case:
    return replace(case, notified=case.notified or event.at)


def _acknowledged(case: Case, event: CaseEvent) -> Case:
    promised = timestamps.parse_utc_or_none(event.body.get("promised"))
    return replace(case, acknowledged=case.acknowledged or event.at, promised=promised or case.promised)


def _accepted(case: Case, event: CaseEvent) -> Case:
    return replace(case, until=timestamps.parse_utc(event.body["until"]))


def _shut(case: Case, event: CaseEvent) -> Case:
    return replace(case, closed=event.at, until=None)


def _reopened(case: Case, event: CaseEvent) -> Case:
    """Dates of before are over; whoever had the case still has it."""
    return replace(case, closed=None, until=None, due=None, promised=None, reopened=event.at)


def _assigned(case: Case, event: CaseEvent) -> Case:
    return replace(case, assignee=event_schema.text(event.body, "assignee"))


def _due_set(case: Case, event: CaseEvent) -> Case:
    return replace(case, due=timestamps.parse_utc_or_none(event.body["due"]))


def _linked(case: Case, event: CaseEvent) -> Case:
    return _continued(_with_link(case, event), event.body)


def _taken_over(case: Case, event: CaseEvent) -> Case:
    other = event_schema.text(event.body, "other")
    return replace(_with_link(case, event), continued_as=other, closed=None, until=None)


def _with_link(case: Case, event: CaseEvent) -> Case:
    other = event_schema.text(event.body, "other")
    return case if other in case.linked else replace(case, linked=(*case.linked, other))


def _continued(case: Case, body: Mapping[str, Json]) -> Case:
    """With the times of the case that it continues, where they are earlier."""
    times = {name: timestamps.parse_utc_or_none(body.get(name)) for name in event_schema.TIMES}
    first = times["first_open"] or case.first_open
    return replace(
        case,
        first_open=min(first, case.first_open),
        open_after=times["open_after"] if first < case.first_open else case.open_after,
        detected=min(times["detected"] or case.detected, case.detected),
        notified=times["notified"] or case.notified,
        acknowledged=times["acknowledged"] or case.acknowledged,
        assignee=event_schema.text(body, "assignee", "") or case.assignee,
        due=times["due"] or case.due,
        promised=times["promised"] or case.promised,
        reopened=times["reopened"] or case.reopened,
    )


def _nothing_else(case: Case, event: CaseEvent) -> Case:
    return case


_KEEPS: Mapping[CaseEventKind, Callable[[Case, CaseEvent], Case]] = {
    K.LOOKED: _looked,
    K.COUNTED: _counted,
    K.NOTIFIED: _notified,
    K.ACKNOWLEDGED: _acknowledged,
    K.ACCEPTED: _accepted,
    K.CLOSED_BY_WORD: _shut,
    K.CLOSED: _shut,
    K.WITHDRAWN: _shut,
    K.REOPENED: _reopened,
    K.LINKED: _linked,
    K.TAKEN_OVER: _taken_over,
    K.ASSIGNED: _assigned,
    K.DUE_SET: _due_set,
}
