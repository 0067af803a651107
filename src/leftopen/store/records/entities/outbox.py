"""The outbox: what waits, what was sent, what holds it, and the one switch. `sending` changes it."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, case, func, select

from leftopen.errors import NotFound, StoreFailed
from leftopen.model.case import CaseState
from leftopen.model.notice import Receipt
from leftopen.model.outbox import (
    WAITING,
    CaseMessage,
    DeliveryState,
    HoldReason,
    Message,
    OutboxStop,
)
from leftopen.present import timestamps
from leftopen.store.records import Records
from leftopen.store.records.entities.cases.cases import cases
from leftopen.store.records.entities.notices import deliveries, notice_cases, notices, receipts, receipts_of
from leftopen.store.records.table import Table, column

MOST = 1000

# One row while nothing may leave.
outbox_stop = Table("outbox_stop", OutboxStop, column("id", lambda stop: 1, Integer, key=True))


class Outbox:
    """All messages of this data folder."""

    def __init__(self, records: Records) -> None:
        self._database = records.database

    def get(self, prefix: str) -> Message:
        """The message whose id begins so. Raises NotFound."""
        with self._database.read() as connection:
            own = notices.c.id == notices.full_id(connection, prefix)
            row = connection.execute(_joined().where(own)).mappings().first()
            if row is None:
                raise NotFound(f"{prefix[:40]!r} was never put into the outbox; send it with leftopen notify")
            return _message(connection, row)

    def find(self, id: str) -> Message | None:
        """The message with exactly that id; None for a notice that was never put into the outbox."""
        with self._database.read() as connection:
            row = connection.execute(_joined().where(deliveries.c.notice == id)).mappings().first()
            return None if row is None else _message(connection, row)

    def list(
        self, *, states: Collection[DeliveryState] = (), limit: int = MOST, offset: int = 0
    ) -> builtins.list[Message]:
        """One page of those in these states (none: any), newest first."""
        query = _joined().where(_of(states)).order_by(deliveries.c.created.desc(), deliveries.c.notice)
        with self._database.read() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).mappings().all()
            return _readable(connection, rows)

    def due_after(self, moment: datetime) -> builtins.list[str]:
        """The ids of those that wait for a try after that time, but for what is muted until then."""
        later = deliveries.c.due > timestamps.format_utc(moment)
        query = select(deliveries.c.notice).where(
            _of(WAITING), later, deliveries.c.hold != HoldReason.MUTED.value
        )
        with self._database.read() as connection:
            return [*connection.scalars(query)]

    def waiting_for(self, recipient: str) -> builtins.list[Message]:
        """Those that wait for one recipient, oldest first."""
        own = (deliveries.c.recipient == recipient) & _of(WAITING)
        query = _joined().where(own).order_by(deliveries.c.created, deliveries.c.notice).limit(MOST)
        with self._database.read() as connection:
            return _readable(connection, connection.execute(query).mappings().all())

    def about(self, case: str) -> builtins.list[CaseMessage]:
        """Those that are about this case, in any state, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(_of_case().where(notice_cases.c.case_id == case)).all()
            return [one for row in rows if (one := _case_message(connection, row))]

    def by_case(self, states: Collection[CaseState]) -> dict[str, builtins.list[CaseMessage]]:
        """The same for every case in one of these states. What was dropped is left out."""
        query = (
            _of_case()
            .join(cases.rows, cases.c.id == notice_cases.c.case_id)
            .where(cases.c.state.in_([state.value for state in states]))
            .where(deliveries.c.state != DeliveryState.DROPPED.value)
        )
        found: dict[str, builtins.list[CaseMessage]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                if one := _case_message(connection, row):
                    found.setdefault(row.case_id, []).append(one)
        return found

    def counts(self) -> dict[DeliveryState, int]:
        """How many messages are in each state."""
        with self._database.read() as connection:
            found = deliveries.by_state(connection)
        return {DeliveryState(state): count for state, count in found.items()}

    def tried(self) -> int:
        """How many messages were tried, and wait to be tried again."""
        waits = _of([DeliveryState.QUEUED])
        with self._database.read() as connection:
            return deliveries.count(connection, waits, deliveries.c.record.not_like('%"attempts":0,%'))

    def unsent(self, now: datetime) -> tuple[int, datetime | None]:
        """How many queued messages should have left by now, and since when the oldest should have."""
        untried = deliveries.c.record.like('%"attempts":0,%')
        since = case((untried, deliveries.c.due), else_=deliveries.c.created)
        late = _of([DeliveryState.QUEUED]) & (since <= timestamps.format_utc(now))
        with self._database.read() as connection:
            count, text = connection.execute(select(func.count(), func.min(since)).where(late)).one()
        return count, timestamps.parse_utc_or_none(text)

    def failed_tries(self) -> builtins.list[Receipt]:
        """The tries since the last message that was accepted, newest first; at most `MOST`."""
        with self._database.read() as connection:
            found = receipts.list(connection, order=[receipts.c.id.desc()], limit=MOST)
        return [*takewhile(lambda receipt: not receipt.accepted, found)]

    def sent_since(self, moment: datetime) -> Sequence[datetime]:
        """When each message left since that time, oldest first."""
        query = select(deliveries.c.sent).where(deliveries.c.sent >= timestamps.format_utc(moment))
        with self._database.read() as connection:
            texts = connection.scalars(query.order_by(deliveries.c.sent))
            return [timestamps.parse_utc(text) for text in texts]

    def unknown(self) -> int:
        """How many tries ended in the one gap: nobody knows whether the other side accepted."""
        with self._database.read() as connection:
            found = deliveries.list(connection, deliveries.c.record.not_like('%"unknown":0,%'))
        return sum(one.unknown for one in found)

    def stopped(self) -> OutboxStop | None:
        """Since when nothing may leave; None when it may."""
        with self._database.read() as connection:
            return outbox_stop.first(connection)


def _joined() -> Select[Any]:
    return select(
        notices.c.id,
        notices.c.file,
        notices.c.sending_since,
        notices.c.record,
        deliveries.c.record.label("delivery"),
    ).join(deliveries.rows, deliveries.c.notice == notices.c.id)


def _of_case() -> Select[Any]:
    """Without the notices' texts, which are most of them."""
    return (
        select(
            notice_cases.c.case_id,
            notice_cases.c.notice,
            deliveries.c.recipient,
            notices.c.created,
            deliveries.c.record,
        )
        .join(deliveries.rows, deliveries.c.notice == notice_cases.c.notice)
        .join(notices.rows, notices.c.id == notice_cases.c.notice)
        .order_by(deliveries.c.created, deliveries.c.notice)
    )


def _case_message(connection: Connection, row: Any) -> CaseMessage | None:
    """None for one that can't be read."""
    delivery = deliveries.read(connection, row.record, row.notice, skips=True)
    if delivery is None:
        return None
    written = timestamps.parse_utc(row.created)
    return CaseMessage(id=row.notice, to=row.recipient, written=written, delivery=delivery)


def _message(connection: Connection, row: Any) -> Message:
    """Raises StoreFailed for one that can't be read."""
    notice = notices.required(connection, row["record"], row["id"])
    delivery = deliveries.required(connection, row["delivery"], row["id"])
    return Message(
        notice=notice, file=row["file"], receipts=receipts_of(connection, row["id"]), delivery=delivery,
        sending=timestamps.parse_utc_or_none(row["sending_since"]),
    )  # fmt: skip


def _readable(connection: Connection, rows: Iterable[Any]) -> list[Message]:
    """Without those that can't be read."""
    found = []
    for row in rows:
        with suppress(StoreFailed):
            found.append(_message(connection, row))
    return found


def _of(states: Collection[DeliveryState]) -> ColumnElement[bool]:
    return deliveries.c.state.in_([state.value for state in states or DeliveryState])
