"""Messages on their way: stored whole or not at all, lent to one, and their jobs with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import NotFound, StoreFailed
from leftopen.model.job import Job, JobState
from leftopen.model.notice import Notice, Receipt
from leftopen.model.outbox import Delivery, DeliveryState, HoldReason, Message, MessageKind, OutboxStop
from leftopen.store.records import Records, schema
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter
from tests.store.new_folder import new_records
from tests.store.samples import NOON

DELIVERY = Delivery(kind=MessageKind.MONITOR, created=NOON, asked_by="monitor here", due=NOON)
LATER = NOON + timedelta(hours=1)
LASTS = timedelta(minutes=10)


def message(id: str = "n1", text: str = "t\n") -> Message:
    notice = Notice(id=id, case="", to="mailto:a@example.org", subject="s", text=text, written=NOON)
    return Message(notice=notice, file=f"{id}.eml", delivery=DELIVERY)


def job(id: str = "n1") -> Job:
    return Job(id=f"j-{id}", kind="deliver", created=NOON, due=NOON, key=f"deliver {id}")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(new_records(tmp_path)) as opened:
        yield opened


def writer(records: Records) -> OutboxWriter:
    return OutboxWriter(Changes(records))


def live(records: Records, id: str = "n1") -> Job | None:
    return Jobs(records).of_key(f"deliver {id}")


def test_a_message_is_put_in_once_with_its_job(records: Records) -> None:
    assert writer(records).add(message(), job())
    assert not writer(records).add(message(), replace(job(), id="j2"))
    assert Outbox(records).get("n").notice == message().notice
    assert Outbox(records).list() == [message()]
    assert Jobs(records).count(kind="deliver") == 1
    with pytest.raises(NotFound):
        Outbox(records).get("x")


def test_a_full_disk_takes_no_half_message(tmp_path: Path) -> None:
    database = schema.ready(tmp_path)
    records = Records(database)
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        # SQLite's own way to meet the end of the disk, on this one pooled connection.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    kept: list[str] = []
    with pytest.raises(StoreFailed, match="the disk is full"):
        _fill(records, kept)
    assert kept
    assert sorted(one.notice.id for one in Outbox(records).list()) == sorted(kept)
    assert {one.key for one in Jobs(records).list()} == {f"deliver {id}" for id in kept}
    records.close()


def _fill(records: Records, kept: list[str]) -> None:
    for number in range(1000):
        assert writer(records).add(message(f"n{number}", "x" * 500), job(f"n{number}"))
        kept.append(f"n{number}")


def test_what_was_sent_stays_sent_and_ends_its_job(records: Records) -> None:
    writer(records).add(message(), job())
    assert writer(records).lend("n1", NOON, LASTS).mine
    sent = replace(DELIVERY, state=DeliveryState.SENT, due=None, ended=NOON, said="250 ok")
    writer(records).note(Receipt(notice="n1", accepted=True, said="250 ok", at=NOON), "n1", sent, job())
    assert live(records) is None
    assert not writer(records).lend("n1", NOON, LASTS).mine
    writer(records).note(None, "n1", replace(DELIVERY, due=LATER), None)
    assert Outbox(records).get("n1").delivery == sent
    assert Outbox(records).counts() == {DeliveryState.SENT: 1}
    assert Outbox(records).sent_since(NOON) == [NOON]
    assert Outbox(records).sent_since(LATER) == []


def test_several_become_one_or_none_does(records: Records) -> None:
    def part(id: str) -> Job:
        return replace(job(id), payload={"message": id})

    for id in ("n1", "n2"):
        writer(records).add(message(id), part(id))
    parts = [part("n1"), part("n2")]
    assert writer(records).lend("n1", NOON, LASTS).mine
    assert not writer(records).combine(message("whole"), job("whole"), parts, NOON)
    assert Outbox(records).find("whole") is None
    writer(records).note(None, "n1", DELIVERY, None)
    assert writer(records).combine(message("whole"), job("whole"), parts, NOON)
    assert Outbox(records).counts() == {DeliveryState.DROPPED: 2, DeliveryState.QUEUED: 1}
    assert [live(records, id) for id in ("n1", "n2")] == [None, None]
    assert not writer(records).lend("n1", NOON, LASTS).mine, "nobody sends a part any more"
    assert not writer(records).combine(message("again"), job("again"), parts, NOON)


def test_what_a_person_holds_while_it_is_sent_stays_held_when_that_fails(records: Records) -> None:
    writer(records).add(message(), job())
    assert writer(records).lend("n1", NOON, LASTS).mine
    writer(records).change(
        "n1", lambda old: replace(old, state=DeliveryState.HELD, hold=HoldReason.BY_HAND, due=None), job()
    )
    writer(records).note(None, "n1", replace(DELIVERY, attempts=1, due=LATER), job())
    left = Outbox(records).get("n1").delivery
    assert (left.state, left.hold, left.attempts) == (DeliveryState.HELD, HoldReason.BY_HAND, 1)
    assert live(records) is None


def test_the_job_follows_the_next_try(records: Records) -> None:
    writer(records).add(message(), job())
    writer(records).note(None, "n1", replace(DELIVERY, due=LATER), job())
    waits = live(records)
    assert waits is not None
    assert (waits.due, waits.state) == (LATER, JobState.WAITING)
    writer(records).change("n1", lambda old: replace(old, due=NOON), job())
    assert (live(records) or job("none")).due == NOON


def test_a_job_that_is_just_ending_gets_another_one_beside_it(records: Records) -> None:
    writer(records).add(message(), job())
    jobs = JobWriter(Changes(records))
    assert jobs.lease("w", NOON, LATER, most={"deliver": 0}) is not None
    writer(records).change("n1", lambda old: replace(old, due=LATER), replace(job(), id="j2"))
    assert sorted((one.key, one.state) for one in Jobs(records).list()) == [
        ("", JobState.WAITING), ("deliver n1", JobState.RUNNING),
    ]  # fmt: skip


def test_the_stop_is_one_and_start_queues_what_it_held(records: Records) -> None:
    stop = OutboxStop(at=NOON, by="maria", because="a drill")
    assert writer(records).stop(stop)
    assert not writer(records).stop(replace(stop, by="ada"))
    assert Outbox(records).stopped() == stop
    for id, hold in (("n1", HoldReason.STOPPED), ("n2", HoldReason.BY_HAND)):
        writer(records).add(message(id), job(id))
        held = replace(DELIVERY, state=DeliveryState.HELD, hold=hold, due=None)
        writer(records).note(None, id, held, job(id))
        assert live(records, id) is None
    assert writer(records).start(LATER, lambda id: replace(job(id), id=f"again-{id}")) == 1
    assert Outbox(records).stopped() is None
    assert [one.notice.id for one in Outbox(records).list(states=[DeliveryState.QUEUED])] == ["n1"]
    assert (live(records) or job("none")).due == LATER
    assert live(records, "n2") is None
