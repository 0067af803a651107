"""Stores the messages on their way: puts one in, lends it to one sender at a time, notes how a try ended.

A message is put in by the transaction of the event that asks for it (`put`), with the job that delivers it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from leftopen.errors import NotFound
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
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import bounces, jobs, notices, outbox, outbox_stop, receipts
from leftopen.store.records.writes import jobs as job_rows
from leftopen.store.records.writes.notices import notices as notice_rows

Also = Callable[[Connection], None]
"""What is stored in the same transaction."""
DIED = "sending was interrupted; delivery is unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """`delivery` as it is now. `mine`: the caller, and no other process, is to send it. Otherwise it was
    sent or dropped, or another process has been sending it since `since`. `leaving`: how many others were
    being sent when it was lent. `dead`: the sender that died with it, '' for none."""

    delivery: Delivery
    mine: bool
    since: datetime | None = None
    leaving: int = 0
    dead: str = ""


def put(connection: Connection, message: Message, job: Job | None) -> bool:
    """Puts a message in, with the job that delivers it, inside the transaction of the event that asks for it.
    False, and nothing is stored, when it is there."""
    notice, id = message.notice, message.notice.id
    if connection.scalars(select(outbox.c.notice).where(outbox.c.notice == id)).first():
        return False
    notice_rows.put(connection, notice, message.file)
    row = {"notice": id, "recipient": notice.to, "created": timestamps.format_utc(message.delivery.created)}
    connection.execute(insert(outbox).values(row | columns(message.delivery)))
    if job is not None:
        job_rows.put(connection, job)
    return True


def note(
    connection: Connection, receipt: Receipt | None, id: str, delivery: Delivery, wake: Job | None
) -> None:
    """Notes how a try ended, inside the transaction of what follows from it. What was sent stays sent.
    `wake`: the job that tries it again, due then; None when the caller is that job."""
    if receipt is not None:
        connection.execute(insert(receipts).values(notice=receipt.notice, record=packed(receipt)))
    connection.execute(update(notices).where(notices.c.id == id).values(sending_since=None, sender=None))
    before = _delivery(connection, id)
    if before.hold is HoldReason.BY_HAND and delivery.state in WAITING:
        # A person held it while it was being sent.
        delivery = replace(
            delivery, state=DeliveryState.HELD, hold=HoldReason.BY_HAND, due=None, said=before.said
        )  # fmt: skip
    own = (outbox.c.notice == id) & (outbox.c.state != DeliveryState.SENT.value)
    connection.execute(update(outbox).where(own).values(columns(delivery)))
    if wake is not None and delivery.due is not None:
        schedule(connection, replace(wake, due=delivery.due))
    elif wake is not None:
        _end(connection, wake, delivery.said)


class OutboxWriter:
    """Writes the outbox of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
    ) -> Lent:
        """Lends a message to the caller for a limited time: of several concurrent callers one gets it. A loan
        whose `sender` has `died`, or that was not ended in time, is void, and a receipt says so: whether the
        message arrived is unknown. Raises NotFound."""
        with self._database.write() as connection:
            delivery = _delivery(connection, id)
            if delivery.state in (DeliveryState.SENT, DeliveryState.DROPPED):
                return Lent(delivery=delivery, mine=False)
            own = notices.c.id == id
            loan = connection.execute(select(notices.c.sending_since, notices.c.sender).where(own)).one()
            since = timestamps.parse_utc_or_none(loan.sending_since)
            dead = loan.sender if since is not None and loan.sender and died(loan.sender) else ""
            if since is not None:
                # A loan from the future is of a time when the clock was wrong: it would last until then.
                if not dead and since - lasts < now < since + lasts:
                    return Lent(delivery=delivery, mine=False, since=since)
                delivery = _interrupted(connection, id, delivery, since)
            leaving = _leaving(connection, id, now, lasts)
            lent = {"sending_since": timestamps.format_utc(now), "sender": sender or None}
            connection.execute(update(notices).where(own).values(lent))
            return Lent(delivery=delivery, mine=True, leaving=leaving, dead=dead)

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
            before = _delivery(connection, id)
            if before.state is not DeliveryState.SENT or (before.ended is not None and before.ended > late):
                return False
            connection.execute(insert(receipts).values(notice=id, record=packed(receipt)))
            after = replace(
                before, state=DeliveryState.NOT_DELIVERED, said=receipt.said, ended=receipt.at
            )  # fmt: skip
            connection.execute(update(outbox).where(outbox.c.notice == id).values(columns(after)))
            return True

    def combine(self, message: Message, job: Job, parts: Sequence[Job], now: datetime) -> bool:
        """Puts one message in for several that wait, each named by its job, and drops those. False, and
        nothing is stored, when one of them is being sent or no longer waits."""
        with self._database.write() as connection:
            ids = [str(part.payload["message"]) for part in parts]
            free = (outbox.c.state.in_([state.value for state in WAITING])) & outbox.c.notice.in_(ids)
            query = select(outbox.c.notice, outbox.c.record).join(notices, notices.c.id == outbox.c.notice)
            rows = connection.execute(query.where(free, notices.c.sending_since.is_(None))).all()
            if len(rows) != len(ids) or not put(connection, message, job):
                return False
            said = f"sent as part of message {message.notice.id[:8]}"
            for row in rows:
                dropped = replace(
                    unpacked(row.record, Delivery), state=DeliveryState.DROPPED, hold=HoldReason.NONE,
                    due=None, said=said, ended=now, part_of=message.notice.id,
                )  # fmt: skip
                own = outbox.c.notice == row.notice
                connection.execute(update(outbox).where(own).values(columns(dropped)))
            for part in parts:
                _end(connection, part, said)
            return True

    def change(self, id: str, change: Callable[[Delivery], Delivery], wake: Job) -> Delivery:
        """Stores what a person decided; the job follows. Raises NotFound."""
        with self._database.write() as connection:
            changed = change(_delivery(connection, id))
            connection.execute(update(outbox).where(outbox.c.notice == id).values(columns(changed)))
            if changed.due is not None:
                schedule(connection, replace(wake, due=changed.due))
            return changed

    def stop(self, stop: OutboxStop) -> bool:
        """Nothing leaves any more. False when that was so already."""
        with self._database.write() as connection:
            if connection.scalars(select(outbox_stop.c.id)).first() is not None:
                return False
            connection.execute(insert(outbox_stop).values(id=1, record=packed(stop)))
            return True

    def start(self, now: datetime, wake: Callable[[str], Job]) -> int:
        """Lets messages leave again; returns how many the stop had held."""
        held = (outbox.c.state == DeliveryState.HELD.value) & (outbox.c.hold == HoldReason.STOPPED.value)
        with self._database.write() as connection:
            connection.execute(delete(outbox_stop))
            rows = connection.execute(select(outbox.c.notice, outbox.c.record).where(held)).all()
            for row in rows:
                queued = replace(
                    unpacked(row.record, Delivery), state=DeliveryState.QUEUED, hold=HoldReason.NONE, due=now
                )
                own = outbox.c.notice == row.notice
                connection.execute(update(outbox).where(own).values(columns(queued)))
                schedule(connection, replace(wake(row.notice), due=now))
            return len(rows)


def _delivery(connection: Connection, id: str) -> Delivery:
    text = connection.scalars(select(outbox.c.record).where(outbox.c.notice == id)).first()
    if text is None:
        raise NotFound(f"there is no message {id[:40]!r} in the outbox")
    return unpacked(text, Delivery)


def _interrupted(connection: Connection, id: str, before: Delivery, since: datetime) -> Delivery:
    """Counts a try of which nobody knows how it ended."""
    receipt = Receipt(notice=id, accepted=False, said=DIED, at=since)
    connection.execute(insert(receipts).values(notice=id, record=packed(receipt)))
    after = replace(before, unknown=before.unknown + 1)
    if after.unknown >= MOST_UNKNOWN:
        # Who released it did not know of this one.
        after = replace(after, released_by="")
    connection.execute(update(outbox).where(outbox.c.notice == id).values(columns(after)))
    return after


def _leaving(connection: Connection, id: str, now: datetime, lasts: timedelta) -> int:
    """How many others are being sent. Loans come one after the other: of several at once each sees those
    before it."""
    waiting = select(func.count()).join_from(outbox, notices, notices.c.id == outbox.c.notice)
    others = waiting.where(
        outbox.c.state.in_([state.value for state in WAITING]),
        notices.c.id != id,
        notices.c.sending_since > timestamps.format_utc(now - lasts),
        notices.c.sending_since < timestamps.format_utc(now + lasts),
    )
    return connection.scalar(others) or 0


def _live(connection: Connection, key: str) -> Job | None:
    text = connection.scalars(select(jobs.c.record).where(jobs.c.live_key == key)).first()
    return None if text is None else unpacked(text, Job)


def schedule(connection: Connection, job: Job) -> None:
    """Sees to it that a job delivers it at that time. One that runs now may just be ending: it gets a second
    one beside it, which the loan makes harmless."""
    live = _live(connection, job.key)
    if live is None:
        job_rows.put(connection, job)
    elif live.state is JobState.WAITING:
        job_rows.store(connection, replace(live, due=job.due))
    else:
        job_rows.put(connection, replace(job, key=""))


def _end(connection: Connection, job: Job, said: str) -> None:
    """Ends the job that waits for what is done already."""
    live = _live(connection, job.key)
    if live is not None and live.state is JobState.WAITING:
        done = replace(live, state=JobState.DONE, said=said, finished=job.created)
        job_rows.store(connection, done)


def columns(delivery: Delivery) -> dict[str, str | None]:
    """The row of a message beside its id, recipient and time."""
    sent = delivery.ended if delivery.state is DeliveryState.SENT else None
    return {
        "state": delivery.state.value,
        "hold": delivery.hold.value,
        "due": None if delivery.due is None else timestamps.format_utc(delivery.due),
        "sent": None if sent is None else timestamps.format_utc(sent),
        "record": packed(delivery),
    }
