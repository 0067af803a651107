"""Reads the cases: their chain of events, and the projection of those events. `append` changes them."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice

from sqlalchemy import BigInteger, Column, Connection, Index, RowMapping, func, select

from leftopen.cases import event_schema, hash_chain
from leftopen.cases.as_of import cases_as_of
from leftopen.cases.state_machine import case_of, fold
from leftopen.errors import StoreFailed
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.closure import CheckObservation
from leftopen.store.records import dialect
from leftopen.store.records.codec import decode_record
from leftopen.store.records.entities.cases import events, look_counts
from leftopen.store.records.entities.cases.signed_heads import hash_at
from leftopen.store.records.table import Reader, Table, Where, column, some

of_identity = dialect.json_text("record", "identity")
of_address = dialect.json_text("record", "address")


def _from_events(connection: Connection, id: str) -> Case | None:
    """The case whose record can't be read, as its events say; None where they can't be read either."""
    with suppress(ValueError, StoreFailed):
        counted = look_counts.events(connection, [id]).values()
        return case_of([*events.of_case(connection, id), *counted])
    return None


cases = Table(
    "cases",
    Case,
    column("id", key=True),
    column("finding"),
    column("state"),
    # The number of the event that moved it last, so that a chain cut off at its end is noticed.
    Column("last_seq", BigInteger, nullable=False),
    Index("cases_finding", "finding"),
    Index("cases_state", "state"),
    order="last_seq",
    noun="case",
    prefix=True,
    skips=True,
    rebuild=_from_events,
)
Index("cases_identity", of_identity, _table=cases.rows)
Index("cases_address", of_address, _table=cases.rows)


class Cases(Reader[Case]):
    """All cases of this data folder. Events are append-only; the rows of `cases` can be rebuilt."""

    table = cases

    def hash_at(self, seq: int) -> str:
        """The hash of the event of that number, '' for an unknown number."""
        with self._database.read() as connection:
            return hash_at(connection, seq)

    def of(self, finding: str) -> builtins.list[Case]:
        """All cases of one finding: one for each server identity that was found there, oldest first."""
        return self._list(cases.c.finding == finding)

    def of_any(self, findings: Collection[str]) -> builtins.list[Case]:
        """All cases of some findings, most severe first, then oldest first."""
        return self._worst(cases.c.finding.in_(findings))

    def list(self, states: Collection[CaseState] | None = None) -> builtins.list[Case]:
        """The cases in one of the states (None: all), most severe first, then oldest first."""
        wanted = [] if states is None else [cases.c.state.in_([state.value for state in states])]
        return self._worst(*wanted)

    def with_check(self, check: str) -> builtins.list[Case]:
        """All cases of one check, most severe first, then oldest first."""
        found = self._list(cases.c.record.contains(f'"check":"{check}"', autoescape=True))
        return _worst_first(case for case in found if case.check == check)

    def at(self, address: str) -> builtins.list[Case]:
        """All cases of one address, most severe first, then oldest first."""
        return self._worst(of_address == address)

    def at_any(self, addresses: Collection[str], states: Collection[CaseState]) -> builtins.list[Case]:
        """The cases of some addresses in one of the states, most severe first, then oldest first."""
        # Most cases are open: the index of the addresses finds them faster.
        of_state = dialect.without_index(cases.c.state).in_([state.value for state in states])
        return self._worst(of_address.in_(addresses), of_state)

    def of_server(self, identity: str) -> builtins.list[Case]:
        """All cases of one server at any address, most severe first, then oldest first."""
        return self._worst(of_identity == identity)

    def _worst(self, *where: Where) -> builtins.list[Case]:
        return _worst_first(self._list(*where, order=[]))

    def by_state(self) -> dict[str, int]:
        """How many there are in each state."""
        with self._database.read() as connection:
            return cases.by_state(connection)

    def events(self, case_id: str) -> builtins.list[CaseEvent]:
        """All events of one case, oldest first; [] for an unknown id."""
        with self._database.read() as connection:
            return _readable(connection, case_id)

    def history(self, case_id: str) -> builtins.list[CaseEvent]:
        """Its events, and as the last one, without a hash, the looks that only are counted yet. Raises
        StoreFailed for one that can't be read."""
        found = self.histories([case_id])
        if case_id not in found:
            which = f"an event of case {case_id[:12]}"
            raise event_schema.BadBody(f"cannot read {which}; to see what to do: leftopen doctor")
        return found[case_id]

    def looks(self, case_id: str) -> tuple[CheckObservation, ...]:
        """Every observation of the case, in the order in which they were recorded. Raises StoreFailed for an
        event that can't be read."""
        return event_schema.looks(self.history(case_id))

    def histories(self, case_ids: Collection[str]) -> dict[str, builtins.list[CaseEvent]]:
        """As `history` for some cases; [] for an unknown id. Without those of which an event can't be
        read."""
        with self._database.read() as connection:
            found = events.of_cases(connection, case_ids)
            for case, counted in look_counts.events(connection, found).items():
                found[case].append(counted)
            return found

    def version(self, case_id: str) -> int:
        """The number of the newest event that is no observation; 0 for an unknown case."""
        with self._database.read() as connection:
            return events.last_move(connection, case_id)

    def versions(self) -> dict[str, int]:
        """The same for every case."""
        with self._database.read() as connection:
            return events.last_moves(connection)

    def moves(self) -> builtins.list[tuple[str, CaseEventKind, datetime]]:
        """Case, kind and time of every event that is no observation, oldest first; of those that can be
        read."""
        with self._database.read() as connection:
            return builtins.list(events.moves(connection))

    def happened(
        self, kinds: Collection[CaseEventKind], since: datetime, until: datetime | None, most: int
    ) -> builtins.list[tuple[int, Case, CaseEventKind, datetime]]:
        """Number, case, kind and time of the newest events of these kinds, newest first."""
        with self._database.read() as connection:
            found = builtins.list(islice(events.between(connection, kinds, since, until), most))
            known = {
                case.id: case
                for ids in some({case for _, case, _, _ in found})
                for case in cases.list(connection, cases.c.id.in_(ids))
            }
        return [(seq, known[case], kind, at) for seq, case, kind, at in found if case in known]

    def chain(self) -> Iterator[CaseEvent]:
        """All events of the data folder, oldest first."""
        for row in events.rows(self._database):
            try:
                yield events.as_event(row)
            except ValueError as error:
                raise StoreFailed(f"cannot read event {row['seq']}") from error

    def as_of(self, at: datetime) -> builtins.list[Case]:
        """All cases as they were then, most severe first, then oldest first. Reads the whole chain."""
        return _worst_first(cases_as_of(self.chain(), at))

    def events_after(self, seq: int) -> Iterator[CaseEvent]:
        """All events with a greater number, oldest first."""
        for row in events.rows(self._database, seq):
            yield events.as_event(row)

    def events_of_kinds(
        self, kinds: Collection[CaseEventKind], states: Collection[CaseState]
    ) -> dict[str, builtins.list[CaseEvent]]:
        """The events of these kinds, of all cases in one of the states, each case's oldest first. Raises
        StoreFailed."""
        of_state = select(cases.c.id).where(cases.c.state.in_([state.value for state in states]))
        with self._database.read() as connection:
            try:
                return events.of_kinds(connection, kinds, of_state)
            except ValueError as error:
                raise StoreFailed("cannot read an event of a case") from error

    def newest_events(self) -> dict[str, tuple[int, int]]:
        """The number of the newest event of every case, observations included, and how many looks were only
        counted since."""
        with self._database.read() as connection:
            counts = {one.case: len(one.looks) for one in look_counts.look_counts.list(connection)}
            newest = events.newest_of_each(connection)
            return {case: (seq, counts.get(case, 0)) for case, seq in newest.items()}

    def newest_event(self) -> int:
        """The number of the newest event, 0 when there is none."""
        with self._database.read() as connection:
            return events.newest(connection)

    def head(self) -> CaseEvent:
        """The newest event of all. Raises StoreFailed when there is none."""
        with self._database.read() as connection:
            newest = events.head(connection)
        if newest is None:
            raise StoreFailed("the data folder contains no events")
        return newest

    def verify_links(self) -> tuple[int, str]:
        """The number of events read, and '' or one sentence that names the first that was changed, removed or
        added. Reads the whole chain, but no case: ten times as fast as `verify_chain`."""
        return self._verified(lambda row: "")

    def verify_chain(self) -> tuple[int, str]:
        """As `verify_links`, or the case whose row differs from its events."""
        folded: dict[str, Case] = {}

        def fits(row: RowMapping) -> str:
            try:
                event = events.as_event(row)
                folded[event.case] = fold(folded.get(event.case), event)
            except ValueError as error:
                return f"event {row['seq']} does not fit the earlier events of its case: {error}"
            return ""

        count, broken = self._verified(fits)
        return count, broken or self._differs(folded, count)

    def _verified(self, fits: Callable[[RowMapping], str]) -> tuple[int, str]:
        """`fits` says of each intact row what else is wrong with it."""
        count, previous = 0, hash_chain.BEGINNING
        for row in events.rows(self._database):
            because = events.misfit(row, count + 1, previous) or fits(row)
            if because:
                return count, because
            count, previous = count + 1, row["hash"]
        return count, self._cut_off(count)

    def _differs(self, folded: dict[str, Case], count: int) -> str:
        """Which row of `cases` differs from its events? Newer events do not count."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(cases.c.id, cases.c.state, cases.c.last_seq, cases.c.record)
            ).all()
            for case_id, counted in look_counts.events(connection).items():
                if case_id in folded:
                    folded[case_id] = fold(folded[case_id], counted)
        for row in rows:
            if row.last_seq > count:
                continue
            case = folded.get(row.id)
            if case is None or row.state != case.state.value or not _is(row.record, case):
                return f"case {row.id[:8]} does not match its events"
        missing = folded.keys() - {row.id for row in rows}
        return f"case {min(missing)[:8]} has events but no record" if missing else ""

    def _cut_off(self, count: int) -> str:
        """The projection holds the number of the newest event, so that a chain cut off at its end is noticed
        too."""
        with self._database.read() as connection:
            newest = connection.scalar(select(func.max(cases.c.last_seq))) or 0
        # Another process may have added events since the chain was read.
        return f"the chain ends after event {count}; expected {newest}" if self._lost(newest) else ""

    def _lost(self, newest: int) -> bool:
        with self._database.read() as connection:
            return newest > events.newest(connection)


def _is(record: str, case: Case) -> bool:
    """False also for a record that can't be read."""
    try:
        return decode_record(record, Case) == case
    except StoreFailed:
        return False


def _worst_first(found: Iterable[Case]) -> list[Case]:
    return sorted(found, key=lambda case: (-case.severity.rank, case.detected, case.id))


def _readable(connection: Connection, case_id: str) -> list[CaseEvent]:
    try:
        return events.of_case(connection, case_id)
    except ValueError as error:
        raise StoreFailed(f"cannot read an event of case {case_id[:12]}") from error
