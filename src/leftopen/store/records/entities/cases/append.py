"""Adds events to the chain and moves the projection of their case, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, update

from leftopen.cases import equal_looks, event_schema
from leftopen.cases.equal_looks import is_full
from leftopen.cases.signed_heads import Head
from leftopen.cases.state_machine import fold
from leftopen.errors import ChangedSince
from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.look_count import LookCount
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases import events
from leftopen.store.records.entities.cases.cases import cases
from leftopen.store.records.entities.cases.look_counts import COUNTER, as_event, look_counts
from leftopen.store.records.entities.cases.signed_heads import follow, hash_at


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    """One event to add; `key` can be in the chain only once."""

    key: str
    case: str
    kind: CaseEventKind
    actor: str
    body: Mapping[str, Json]


class CaseWriter:
    """Writes the cases of this data folder. Events are append-only; the rows of `cases` can be rebuilt."""

    def __init__(self, changes: Changes) -> None:
        """With a seal every event is signed as the chain's head."""
        self._database, self._seal = changes.database, changes.seal

    def append(
        self,
        case: str,
        kind: CaseEventKind,
        at: datetime,
        actor: str,
        body: Mapping[str, Json],
        *,
        version: int | None = None,
    ) -> CaseEvent:
        """Adds one event and moves the case, in one transaction. Raises ValueError when the case's state does
        not permit it, or for a body that `cases.event_schema` does not allow; ChangedSince when the case is
        no longer of that `version`."""

        def same(connection: Connection) -> Mapping[str, Json]:
            _still(connection, case, version)
            return body

        return self.append_made(case, kind, at, actor, same)

    def append_once(
        self,
        key: str,
        case: str,
        kind: CaseEventKind,
        at: datetime,
        actor: str,
        body: Mapping[str, Json],
        *,
        version: int | None = None,
    ) -> CaseEvent | None:
        """As `append`, but None when an event with that key exists, whatever its content: interrupted work
        can be repeated."""
        with self._database.write() as connection:
            if events.is_there(connection, key):
                return None
            _still(connection, case, version)
            event, head = self._added(connection, key, case, kind, at, actor, body)
        self._publish(head)
        return event

    def append_made(
        self,
        case: str,
        kind: CaseEventKind,
        at: datetime,
        actor: str,
        make: Callable[[Connection], Mapping[str, Json]],
    ) -> CaseEvent:
        """As `append`, with the body that `make` gives in the same transaction, where it stores what the
        event names."""
        with self._database.write() as connection:
            event, head = self._added(connection, None, case, kind, at, actor, make(connection))
        self._publish(head)
        return event

    def append_together(
        self,
        steps: Sequence[CaseStep],
        at: datetime,
        also: Callable[[Connection], None] = lambda connection: None,
    ) -> list[CaseEvent]:
        """As `append_once` for each step, in one transaction: all or, after an error, none. `also` stores
        what belongs to it in the same one."""
        added, head = [], None
        with self._database.write() as connection:
            for step in steps:
                if not events.is_there(connection, step.key):
                    event, head = self._added(
                        connection, step.key, step.case, step.kind, at, step.actor, step.body
                    )
                    added.append(event)
            also(connection)
        self._publish(head)
        return added

    def look(
        self, key: str, case: str, at: datetime, actor: str, body: Mapping[str, Json]
    ) -> CaseEvent | None:
        """As `append_once` for a look; None also where an earlier look says the same, so that it is only
        counted. What was counted gets its event once a day, and before any other event of the case."""
        with self._database.write() as connection:
            waiting = look_counts.find(connection, case)
            if events.is_there(connection, key) or (waiting and waiting.newest == body["look"]):
                return None
            event, head = None, None
            if waiting and is_full(waiting, at):
                head = self._told(connection, waiting, at)
            if _counted(connection, case, at, body) is None:
                event, head = self._added(connection, key, case, CaseEventKind.LOOKED, at, actor, body)
        self._publish(head)
        return event

    def tell_counted(self, at: datetime) -> int:
        """Adds the event of every case whose counted looks are a day old; returns their number."""
        head, found = None, 0
        with self._database.write() as connection:
            for waiting in look_counts.list(connection):
                if is_full(waiting, at):
                    head, found = self._told(connection, waiting, at), found + 1
        self._publish(head)
        return found

    def _told(self, connection: Connection, waiting: LookCount, at: datetime) -> Head | None:
        """The event of what was counted."""
        look_counts.remove(connection, look_counts.c.case_id == waiting.case)
        body = event_schema.count_body(waiting)
        event = _appended(connection, None, waiting.case, CaseEventKind.COUNTED, at, COUNTER, body)
        return self._signed(connection, event)

    def _added(
        self,
        connection: Connection,
        once: str | None,
        case: str,
        kind: CaseEventKind,
        at: datetime,
        actor: str,
        body: Mapping[str, Json],
    ) -> tuple[CaseEvent, Head | None]:
        """After what was counted before it."""
        if (waiting := look_counts.find(connection, case)) is not None:
            self._told(connection, waiting, at)
        event = _appended(connection, once, case, kind, at, actor, body)
        return event, self._signed(connection, event)

    def _signed(self, connection: Connection, event: CaseEvent) -> Head | None:
        return follow(connection, self._seal, event) if self._seal else None

    def _publish(self, head: Head | None) -> None:
        """Publishes the head after the commit: a head without its event would look like a chain that was cut
        off."""
        if self._seal and head:
            self._seal.publish(head, self._hash_at)

    def _hash_at(self, seq: int) -> str:
        with self._database.read() as connection:
            return hash_at(connection, seq)


def _still(connection: Connection, case: str, version: int | None) -> None:
    """Raises ChangedSince when the case is no longer of that version; None: of any."""
    if version is not None and version != events.last_move(connection, case):
        raise ChangedSince(f"case {case[:8]} has changed meanwhile; check it and try again")


def _appended(
    connection: Connection,
    once: str | None,
    case: str,
    kind: CaseEventKind,
    at: datetime,
    actor: str,
    body: Mapping[str, Json],
) -> CaseEvent:
    event = events.seal_event(connection, case, kind, at, actor, body)
    moved = fold(cases.find(connection, case), event)
    events.insert_event(connection, event, once)
    row = cases.values(moved) | {"last_seq": event.seq}
    if not connection.execute(update(cases.rows).where(cases.c.id == case).values(row)).rowcount:
        connection.execute(insert(cases.rows).values(row))
    return event


def _counted(connection: Connection, id: str, at: datetime, body: Mapping[str, Json]) -> LookCount | None:
    """What is counted with this look, and stored; None where it needs an event of its own."""
    case = cases.find(connection, id)
    like = "" if case is None else equal_looks.like(case, events.of_case(connection, id), at, body)
    if case is None or not like:
        return None
    count = equal_looks.add_look(look_counts.find(connection, id), id, at, like, body)
    look_counts.put(connection, count)
    cases.store(connection, fold(case, as_event(count)))
    return count
