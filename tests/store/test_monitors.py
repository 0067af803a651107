"""The result of a run is stored once, whole, and never for a monitor that was removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.job import Job
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent, SeenService
from leftopen.model.notice import Notice
from leftopen.model.outbox import Delivery, Message, MessageKind
from leftopen.present.timestamps import format_utc
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.codec import encode_record
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter, monitor_events
from leftopen.store.records.entities.outbox import Outbox
from tests.store.new_folder import new_records
from tests.store.samples import NOON

MONITOR = Monitor(
    id="m", name="here", targets=("192.0.2.0/24",), ports="80", every=3600, created=NOON, created_by="maria"
)
WEB = SeenService(service="a", address="192.0.2.7", port=80, endpoint="192.0.2.7:80")
EVENT = MonitorEvent(
    id="e", at=NOON, monitor="m", run=1, kind=EventKind.NEW_PORT, address="192.0.2.7", endpoint="192.0.2.7:80"
)
JOB = Job(id="j", kind="monitor", created=NOON, due=NOON, key="monitor m")
TOLD = replace(JOB, id="t", kind="deliver", key="deliver")


def message(run: int) -> Message:
    notice = Notice(
        id=f"n{run}", case="", to="mailto:a@example.org", subject="s", text="t\n", written=NOON
    )  # fmt: skip
    delivery = Delivery(kind=MessageKind.MONITOR, created=NOON, asked_by="monitor here", due=NOON)
    return Message(notice=notice, file=f"n{run}.eml", delivery=delivery)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(new_records(tmp_path)) as opened:
        assert MonitorWriter(Changes(opened)).add(MONITOR, JOB, 2) == ""
        yield opened


def judged(records: Records, run: int, services: dict[str, SeenService]) -> bool:
    after = replace(MONITOR, runs=run, last_run=NOON, said=f"run {run}", ports="changed by the run")
    event = replace(EVENT, id=f"e{run}", run=run)
    answer = replace(TOLD, id=f"t{run}", key=f"deliver {run}")
    return MonitorWriter(Changes(records)).judged(after, services, [event], [(message(run), answer)])


def test_a_run_is_stored_once(records: Records) -> None:
    assert judged(records, 1, {"a": WEB})
    assert not judged(records, 1, {})
    assert Monitors(records).services("m") == {"a": WEB}
    assert [event.id for event in Monitors(records).events()] == ["e1"]
    assert Jobs(records).count(kind="deliver") == 1
    assert [one.notice.id for one in Outbox(records).list()] == ["n1"]


def test_what_a_person_changed_meanwhile_stays(records: Records) -> None:
    MonitorWriter(Changes(records)).change("m", lambda old: replace(old, paused=True, every=60))
    assert judged(records, 1, {})
    now = Monitors(records).get("here")
    assert (now.paused, now.every, now.ports, now.runs, now.said) == (True, 60, "80", 1, "run 1")


def test_the_services_are_those_of_the_last_run(records: Records) -> None:
    many = {f"{n}": replace(WEB, service=f"{n}", port=n) for n in range(1, 1200)}
    assert judged(records, 1, many)
    after = {id: one for id, one in many.items() if one.port > 1100} | {"x": replace(WEB, service="x")}
    assert judged(records, 2, after)
    assert Monitors(records).services("m") == after


def test_nothing_is_stored_for_one_that_was_removed(records: Records) -> None:
    MonitorWriter(Changes(records)).remove("m")
    assert not judged(records, 1, {"a": WEB})
    assert Monitors(records).services("m") == {}
    assert Monitors(records).events() == []
    assert Jobs(records).count(kind="deliver") == 0
    assert Outbox(records).list() == []


def test_no_more_than_may_be_and_each_name_once(records: Records) -> None:
    writer = MonitorWriter(Changes(records))
    other = replace(MONITOR, id="n", name="there")
    assert "already a monitor" in writer.add(replace(MONITOR, id="n"), JOB, 9)
    assert writer.add(other, replace(JOB, id="k", key="n"), 2) == ""
    assert "limit of 2" in writer.add(replace(other, id="o", name="o"), JOB, 2)
    assert [one.name for one in Monitors(records).list()] == ["here", "there"]


def test_events_since_a_time_newest_first(records: Records) -> None:
    assert judged(records, 1, {})
    assert judged(records, 2, {})
    assert len(Monitors(records).events(since=NOON)) == 2
    assert Monitors(records).events(since=NOON + timedelta(seconds=1)) == []
    assert Monitors(records).events(monitor="other") == []


def test_what_is_old_goes_but_for_the_cases_that_are_kept(records: Records) -> None:
    texts = {case: encode_record(replace(EVENT, case=case)) for case in ("kept", "held", "other", "")}
    texts["spoilt"] = '{"case":"kept"'
    with records.database.write() as connection:
        for id, text in texts.items():
            row = {"id": f"e {id}", "monitor": "m", "run": 1, "at": format_utc(NOON), "record": text}
            connection.execute(monitor_events.rows.insert().values(row))
    prune, late = MonitorWriter(Changes(records)).prune, NOON + timedelta(seconds=1)
    assert prune(NOON, ("kept", "held")) == 0
    assert prune(late, ("kept", "held")) == 3, "a spoilt row is of no case"
    assert {one.case for one in Monitors(records).events()} == {"kept", "held"}
    assert prune(late) == 2
