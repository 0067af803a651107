"""Which checks need no event of their own, because an earlier one says the same. Pure.

Only open ones, since the case was last seen otherwise: whatever else a check finds is an event at once. The
event of the day holds their times, so that the closure rules read the same looks as if each had its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from leftopen.cases import event_schema, hash_chain
from leftopen.cases.closure_rules import OFF_THE_LIST
from leftopen.cases.state_machine import fold
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.facts import Json
from leftopen.model.look_count import LookCount
from leftopen.model.verdict import State

MOST = 120
"""In one event, whose body is limited."""
ONE_DAY = timedelta(days=1)
_OF_THE_LOOK = frozenset({"look", "at", "transcript"})


def digest(body: Mapping[str, Json]) -> str:
    """Of what a `looked` event says, without which look it was, when, and how it went byte by byte."""
    verdict = {name: value for name, value in body.items() if name not in _OF_THE_LOOK}
    return hashlib.sha256(hash_chain.canonical(verdict)).hexdigest()


def like(case: Case, events: Sequence[CaseEvent], at: datetime, body: Mapping[str, Json]) -> str:
    """The id of the earlier look that says the same; '' where this one needs an event of its own. `events`
    are all of the case."""
    if case.state in OFF_THE_LIST or (case.state is CaseState.ACCEPTED and (case.until or at) <= at):
        return ""
    own = digest(body)
    if body.get("state") != State.OPEN or not _changes_only_times(case, at, body):
        return ""
    for event in reversed(events):
        if event.kind is not CaseEventKind.LOOKED:
            continue
        if event.body.get("state") != State.OPEN:
            return ""
        if digest(event.body) == own:
            return event_schema.text(event.body, "look")
    return ""


def _changes_only_times(case: Case, at: datetime, body: Mapping[str, Json]) -> bool:
    """Or the case would differ from what its events say."""
    event = CaseEvent(
        seq=0, case=case.id, kind=CaseEventKind.LOOKED, at=at, actor="", body=body, previous="", hash=""
    )
    after, (look,) = fold(case, event), event_schema.looks([event])
    times = {"first_open": min(case.first_open, look.at), "last_open": max(case.last_open, look.at)}
    return after == replace(case, **times)  # type: ignore[arg-type]


def add_look(
    count: LookCount | None, case: str, now: datetime, of: str, body: Mapping[str, Json]
) -> LookCount:
    """The count with one more look, which is like the look `of`."""
    known = count or LookCount(case=case, begun=now, like=(), digests=(), looks=(), newest="")
    if of not in known.like:
        known = replace(known, like=(*known.like, of), digests=(*known.digests, digest(body)))
    look = (known.like.index(of), event_schema.time(body, "at"))
    newest = event_schema.text(body, "look")
    return replace(known, looks=(*known.looks, look), newest=newest)


def is_full(count: LookCount, now: datetime) -> bool:
    """Is its event due? A clock that was set back makes it due at once."""
    return len(count.looks) >= MOST or not timedelta() <= now - count.begun < ONE_DAY


def misfit(events: Sequence[CaseEvent]) -> str:
    """Why what was counted is not like the looks that it names, or ''. ValueError as `event_schema.looks`."""
    digests: dict[str, str] = {}
    for event in events:
        if event.kind is CaseEventKind.LOOKED:
            digests[event_schema.text(event.body, "look")] = digest(event.body)
        named = event.body["like"] if event.kind is CaseEventKind.COUNTED else {}
        if not isinstance(named, dict) or any(digests.get(name) != own for name, own in named.items()):
            return f"what event {event.seq} counts is not like the checks that it names"
    event_schema.looks(events)
    return ""
