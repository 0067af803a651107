"""Reads the outbox: what waits, what was sent, what holds it, and the one switch."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from leftopen.errors import NotFound
from leftopen.model.case import CaseState
from leftopen.model.notice import Notice, Receipt
from leftopen.model.outbox import (
    WAITING,
    CaseMessage,
    Delivery,
    DeliveryState,
    HoldReason,
    Message,
    Mute,
    OutboxStop,
)
from leftopen.present import timestamps
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.id_prefix import full_id
from leftopen.store.records.reads.notices.notices import receipts_of
from leftopen.store.records.tables import cases, mutes, notice_cases, notices, outbox, outbox_stop, receipts

MOST = 1000


class Outbox:
    """All messages of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, prefix: str) -> Message:
        """The message whose id begins so. Raises NotFound."""
        with self._database.read() as connection:
            own = notices.c.id == full_id(connection, notices, prefix, "message")
            row = connection.execute(_joined().where(own)).mappings().first()
            if row is None:
                raise NotFound(f"{prefix[:40]!r} was never put into the outbox; send it with leftopen notify")
            return _message(row, receipts_of(connection, row["id"]))

    def find(self, id: str) -> Message | None:
        """The message with exactly that id; None for a notice that was never put into the outbox."""
        with self._database.read() as connection:
            row = connection.execute(_joined().where(outbox.c.notice == id)).mappings().first()
            return None if row is None else _message(row, receipts_of(connection, id))

    def list(
        self, *, states: Collection[DeliveryState] = (), limit: int = MOST, offset: int = 0
    ) -> builtins.list[Message]:
        """One page of those in these states (none: any), newest first."""
        query = (
            _joined()
            .where(_of(states))
            .order_by(outbox.c.created.desc(), outbox.c.notice)
            .limit(limit)
            .offset(offset)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
            return [_message(row, receipts_of(connection, row["id"])) for row in rows]

    def due_after(self, moment: datetime) -> builtins.list[str]:
        """The ids of those that wait for a try after that time, but for what is muted until then."""
        later = (outbox.c.due > timestamps.format_utc(moment)) & (outbox.c.hold != HoldReason.MUTED.value)
        with self._database.read() as connection:
            return list(connection.scalars(select(outbox.c.notice).where(_of(WAITING), later)))

    def waiting_for(self, recipient: str) -> builtins.list[Message]:
        """Those that wait for one recipient, oldest first."""
        own = (outbox.c.recipient == recipient) & _of(WAITING)
        query = _joined().where(own).order_by(outbox.c.created, outbox.c.notice).limit(MOST)
        with self._database.read() as connection:
            return [_message(row, ()) for row in connection.execute(query).mappings().all()]

    def about(self, case: str) -> builtins.list[CaseMessage]:
        """Those that are about this case, in any state, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(_of_case().where(notice_cases.c.case_id == case)).all()
        return [_case_message(row) for row in rows]

    def by_case(self, states: Collection[CaseState]) -> dict[str, builtins.list[CaseMessage]]:
        """The same for every case in one of these states. What was dropped is left out."""
        query = (
            _of_case()
            .join(cases, cases.c.id == notice_cases.c.case_id)
            .where(cases.c.state.in_([state.value for state in states]))
            .where(outbox.c.state != DeliveryState.DROPPED.value)
        )
        found: dict[str, builtins.list[CaseMessage]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.case_id, []).append(_case_message(row))
        return found

    def counts(self) -> dict[DeliveryState, int]:
        """How many messages are in each state."""
        query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        with self._database.read() as connection:
            return {DeliveryState(state): count for state, count in connection.execute(query)}

    def tried(self) -> int:
        """How many messages were tried, and wait to be tried again."""
        query = select(func.count()).where(
            outbox.c.state == DeliveryState.QUEUED, outbox.c.record.not_like('%"attempts":0,%')
        )
        with self._database.read() as connection:
            return connection.scalars(query).one()

    def unsent(self, now: datetime) -> tuple[int, datetime | None]:
        """How many queued messages should have left by now, and since when the oldest should have."""
        untried = outbox.c.record.like('%"attempts":0,%')
        since = case((untried, outbox.c.due), else_=outbox.c.created)
        late = (outbox.c.state == DeliveryState.QUEUED.value) & (since <= timestamps.format_utc(now))
        with self._database.read() as connection:
            count, text = connection.execute(select(func.count(), func.min(since)).where(late)).one()
        return count, timestamps.parse_utc_or_none(text)

    def failed_tries(self) -> builtins.list[Receipt]:
        """The tries since the last message that was accepted, newest first; at most `MOST`."""
        newest = select(receipts.c.record).order_by(receipts.c.id.desc()).limit(MOST)
        with self._database.read() as connection:
            found = (unpacked(text, Receipt) for text in connection.scalars(newest))
            return list(takewhile(lambda receipt: not receipt.accepted, found))

    def sent_since(self, moment: datetime) -> Sequence[datetime]:
        """When each message left since that time, oldest first."""
        query = select(outbox.c.sent).where(outbox.c.sent >= timestamps.format_utc(moment))
        with self._database.read() as connection:
            return [timestamps.parse_utc(text) for text in connection.scalars(query.order_by(outbox.c.sent))]

    def unknown(self) -> int:
        """How many tries ended in the one gap: nobody knows whether the other side accepted."""
        query = select(outbox.c.record).where(outbox.c.record.not_like('%"unknown":0,%'))
        with self._database.read() as connection:
            return sum(unpacked(text, Delivery).unknown for text in connection.scalars(query))

    def stopped(self) -> OutboxStop | None:
        """Since when nothing may leave; None when it may."""
        with self._database.read() as connection:
            text = connection.scalars(select(outbox_stop.c.record)).first()
        return None if text is None else unpacked(text, OutboxStop)

    def mutes(self) -> builtins.list[Mute]:
        """All of them, also those that ended, oldest first."""
        with self._database.read() as connection:
            found = [unpacked(text, Mute) for text in connection.scalars(select(mutes.c.record))]
        return sorted(found, key=lambda mute: (mute.added, mute.id))


def _joined() -> Select[Any]:
    return select(
        notices.c.id,
        notices.c.file,
        notices.c.sending_since,
        notices.c.record,
        outbox.c.record.label("delivery"),
    ).join(outbox, outbox.c.notice == notices.c.id)


def _of_case() -> Select[Any]:
    """Without the notices' texts, which are most of them."""
    return (
        select(
            notice_cases.c.case_id,
            notice_cases.c.notice,
            outbox.c.recipient,
            notices.c.created,
            outbox.c.record,
        )
        .join(outbox, outbox.c.notice == notice_cases.c.notice)
        .join(notices, notices.c.id == notice_cases.c.notice)
        .order_by(outbox.c.created, outbox.c.notice)
    )


def _case_message(row: Any) -> CaseMessage:
    return CaseMessage(
        id=row.notice, to=row.recipient, written=timestamps.parse_utc(row.created),
        delivery=unpacked(row.record, Delivery),
    )  # fmt: skip


def _message(row: Any, receipts: Any) -> Message:
    return Message(
        notice=unpacked(row["record"], Notice), file=row["file"], receipts=receipts,
        delivery=unpacked(row["delivery"], Delivery),
        sending=timestamps.parse_utc_or_none(row["sending_since"]),
    )  # fmt: skip


def _of(states: Collection[DeliveryState]) -> ColumnElement[bool]:
    return outbox.c.state.in_([state.value for state in states or DeliveryState])
