"""Puts messages into the outbox, lends one to one sender at a time, and notes how a try ended.

A message is put in by the transaction of the event that asks for it (`put`), with the job that delivers it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, Index, Table, Text, func, insert, select, update

from leftopen.model.job import Job, JobState
from leftopen.model.notice import Receipt
from leftopen.model.outbox import (
    MOST_UNKNOWN,
    WAITING,
    Delivery,
    DeliveryState,
    HoldReason,
    Message,
    OutboxStop,
)
from leftopen.present import timestamps
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities import jobs
from leftopen.store.records.entities import notices as notice_rows
from leftopen.store.records.entities.notices import deliveries, end_sending, notices, receipts
from leftopen.store.records.entities.outbox import outbox_stop
from leftopen.store.records.table import metadata

Also = Callable[[Connection], None]
"""What is stored in the same transaction."""
DIED = "sending was interrupted; delivery is unknown"

# Each report of a mail server that was counted, by a digest of it, so that it counts once.
bounces = Table(
    "bounces",
    metadata,
    Column("id", Text, primary_key=True),
    Column("notice", Text, nullable=False),
    Index("bounces_notice", "notice"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """`delivery` as it is now. `mine`: the caller, and no other process, is to send it. Otherwise it was
    sent or dropped, or another process has been sending it since `since`. `leaving`: how many others were
    being sent when it was lent. `dead`: the sender that died with it, '' for none."""

    delivery: Delivery
    mine: bool
    since: datetime | None = None
    leaving: int = 0
    dead: str = ""


class OutboxWriter:
    """Changes the outbox of this data folder."""

    def __init__(self, changes: Changes) -> None:
        self._database = changes.database

    def add(self, message: Message, job: Job, also: Also = lambda connection: None) -> bool:
        """False, and nothing is stored, when it is there. `also` stores what belongs to it in the same
        transaction."""
        with self._database.write() as connection:
            if not put(connection, message, job):
                return False
            also(connection)
            return True

    def lend(
        self,
        id: str,
        now: datetime,
        lasts: timedelta,
        sender: str = "",
        died: Callable[[str], bool] = lambda sender: False,
    ) -> Lease:
        """Lends a message to the caller for a limited time: of several concurrent callers one gets it. A loan
        whose `sender` has `died`, or that was not ended in time, is void, and a receipt says so: whether the
        message arrived is unknown. Raises NotFound."""
        with self._database.write() as connection:
            delivery = deliveries.get(connection, id)
            if delivery.state in (DeliveryState.SENT, DeliveryState.DROPPED):
                return Lease(delivery=delivery, mine=False)
            own = notices.c.id == id
            loan = connection.execute(select(notices.c.sending_since, notices.c.sender).where(own)).one()
            since = timestamps.parse_utc_or_none(loan.sending_since)
            dead = loan.sender if since is not None and loan.sender and died(loan.sender) else ""
            if since is not None:
                # A loan from the future is of a time when the clock was wrong: it would last until then.
                if not dead and since - lasts < now < since + lasts:
                    return Lease(delivery=delivery, mine=False, since=since)
                delivery = _interrupted(connection, id, delivery, since)
            leaving = _leaving(connection, id, now, lasts)
            lent = {"sending_since": timestamps.format_utc(now), "sender": sender or None}
            connection.execute(update(notices.rows).where(own).values(lent))
            return Lease(delivery=delivery, mine=True, leaving=leaving, dead=dead)

    def note(self, receipt: Receipt | None, id: str, delivery: Delivery, wake: Job | None) -> None:
        """As the function `note`, in a transaction of its own."""
        with self._database.write() as connection:
            note(connection, receipt, id, delivery, wake)

    def bounce(self, report: str, receipt: Receipt, late: datetime) -> bool:
        """What was sent came back: it counts as not delivered. `report` names the other side's report, which
        counts once; one about a message that was sent after `late` is about an earlier try of it. False, and
        only the report is stored, when it changes nothing."""
        id = receipt.notice
        with self._database.write() as connection:
            if connection.scalars(select(bounces.c.id).where(bounces.c.id == report)).first() is not None:
                return False
            connection.execute(insert(bounces).values(id=report, notice=id))
            before = deliveries.get(connection, id)
            if before.state is not DeliveryState.SENT or (before.ended is not None and before.ended > late):
                return False
            receipts.add(connection, receipt)
            state = DeliveryState.NOT_DELIVERED
            return store(connection, id, replace(before, state=state, said=receipt.said, ended=receipt.at))

    def combine(self, message: Message, job: Job, parts: Sequence[Job], now: datetime) -> bool:
        """Puts one message in for several that wait, each named by its job, and drops those. False, and
        nothing is stored, when one of them is being sent or no longer waits."""
        with self._database.write() as connection:
            ids = [str(part.payload["message"]) for part in parts]
            query = select(deliveries.c.notice).join(notices.rows, notices.c.id == deliveries.c.notice)
            free = query.where(_waits(), deliveries.c.notice.in_(ids), notices.c.sending_since.is_(None))
            found = connection.scalars(free).all()
            if len(found) != len(ids) or not put(connection, message, job):
                return False
            text = f"sent as part of message {message.notice.id[:8]}"
            for id in found:
                store(connection, id, replace(
                    deliveries.get(connection, id), state=DeliveryState.DROPPED, hold=HoldReason.NONE,
                    due=None, said=text, ended=now, part_of=message.notice.id,
                ))  # fmt: skip
            for part in parts:
                _end(connection, part, text)
            return True

    def change(self, id: str, change: Callable[[Delivery], Delivery], wake: Job) -> Delivery:
        """Stores what a person decided; the job follows. Raises NotFound."""
        with self._database.write() as connection:
            changed = change(deliveries.get(connection, id))
            store(connection, id, changed)
            if changed.due is not None:
                schedule(connection, replace(wake, due=changed.due))
            return changed

    def stop(self, stop: OutboxStop) -> bool:
        """Pauses all sending. False when it was paused already."""
        with self._database.write() as connection:
            if outbox_stop.count(connection):
                return False
            outbox_stop.add(connection, stop)
            return True

    def start(self, now: datetime, wake: Callable[[str], Job]) -> int:
        """Resumes sending. Returns the number of messages that the pause had held."""
        with self._database.write() as connection:
            outbox_stop.remove(connection)
            return release(connection, [HoldReason.STOPPED], now, wake)


def put(connection: Connection, message: Message, job: Job | None) -> bool:
    """Puts a message in, with the job that delivers it, inside the transaction of the event that asks for it.
    False, and nothing is stored, when it is there."""
    notice, id = message.notice, message.notice.id
    if deliveries.count(connection, deliveries.c.notice == id):
        return False
    notice_rows.put(connection, notice, message.file)
    row = deliveries.values(message.delivery) | {"notice": id, "recipient": notice.to}
    connection.execute(insert(deliveries.rows).values(row))
    if job is not None:
        jobs.put(connection, job)
    return True


def note(
    connection: Connection, receipt: Receipt | None, id: str, delivery: Delivery, wake: Job | None
) -> None:
    """Notes how a try ended, inside the transaction of what follows from it. What was sent stays sent.
    `wake`: the job that tries it again, due then; None when the caller is that job."""
    if receipt is not None:
        receipts.add(connection, receipt)
    end_sending(connection, id)
    before = deliveries.get(connection, id)
    if before.hold is HoldReason.BY_HAND and delivery.state in WAITING:
        # A person held it while it was being sent.
        delivery = replace(
            delivery, state=DeliveryState.HELD, hold=HoldReason.BY_HAND, due=None, said=before.said
        )
    if before.state is not DeliveryState.SENT:
        store(connection, id, delivery)
    if wake is not None and delivery.due is not None:
        schedule(connection, replace(wake, due=delivery.due))
    elif wake is not None:
        _end(connection, wake, delivery.said)


def store(connection: Connection, id: str, delivery: Delivery) -> bool:
    """Stores how far a message is."""
    return deliveries.store(connection, delivery, deliveries.c.notice == id)


def release(
    connection: Connection, reasons: Sequence[HoldReason], now: datetime, wake: Callable[[str], Job]
) -> int:
    """Tries what is held for one of these reasons again now; returns how many those are."""
    held = (deliveries.c.state == DeliveryState.HELD.value) & deliveries.c.hold.in_(list(reasons))
    ids = connection.scalars(select(deliveries.c.notice).where(held)).all()
    for id in ids:
        before = deliveries.get(connection, id)
        store(connection, id, replace(before, state=DeliveryState.QUEUED, hold=HoldReason.NONE, due=now))
        schedule(connection, replace(wake(id), due=now))
    return len(ids)


def schedule(connection: Connection, job: Job) -> None:
    """Sees to it that a job delivers it at that time. One that runs now may just be ending: it gets a second
    one beside it, which the loan makes harmless."""
    live = jobs.of_key(connection, job.key)
    if live is None:
        jobs.put(connection, job)
    elif live.state is JobState.WAITING:
        jobs.jobs.store(connection, replace(live, due=job.due))
    else:
        jobs.put(connection, replace(job, key=""))


def _interrupted(connection: Connection, id: str, before: Delivery, since: datetime) -> Delivery:
    """Counts a try of which nobody knows how it ended."""
    receipts.add(connection, Receipt(notice=id, accepted=False, said=DIED, at=since))
    after = replace(before, unknown=before.unknown + 1)
    if after.unknown >= MOST_UNKNOWN:
        # Who released it did not know of this one.
        after = replace(after, released_by="")
    store(connection, id, after)
    return after


def _leaving(connection: Connection, id: str, now: datetime, lasts: timedelta) -> int:
    """How many others are being sent. Loans come one after the other: of several at once each sees those
    before it."""
    waiting = select(func.count()).join_from(
        deliveries.rows, notices.rows, notices.c.id == deliveries.c.notice
    )
    others = waiting.where(
        _waits(),
        notices.c.id != id,
        notices.c.sending_since > timestamps.format_utc(now - lasts),
        notices.c.sending_since < timestamps.format_utc(now + lasts),
    )
    return connection.scalar(others) or 0


def _waits() -> ColumnElement[bool]:
    return deliveries.c.state.in_([state.value for state in WAITING])


def _end(connection: Connection, job: Job, message: str) -> None:
    """Ends the job that waits for what is done already."""
    live = jobs.of_key(connection, job.key)
    if live is not None and live.state is JobState.WAITING:
        done = replace(live, state=JobState.DONE, said=message, finished=job.created)
        jobs.jobs.store(connection, done)
