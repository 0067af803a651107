"""Nothing is deleted by age until the wall clock has gone as the machine's own time for 24 hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.clock_record import ClockReading, ClockRecord
from leftopen.model.health import HealthCheck
from leftopen.present.log_events import EVENT
from leftopen.service.cases.timeline import timeline
from leftopen.service.operations import health_facts
from leftopen.service.operations.health_checks import checks
from leftopen.service.retention import by_age
from leftopen.service.workspace import clock_trust, compaction, job_queue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from tests.service.clocks import Machine
from tests.service.office import office

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
YEAR = 365 * DAY


def _clock(workspace: Workspace) -> HealthCheck:
    (found,) = [one for one in checks(health_facts.read(workspace)) if one.what == "clock"]
    return found


def reading(machine: Machine, event: int = 0, event_at: datetime | None = None) -> ClockReading:
    return ClockReading(
        wall=machine.clock(), uptime=machine.uptime, boot=machine.boot, event=event, event_at=event_at
    )


def ran(machine: Machine, record: ClockRecord | None, time: timedelta, event: int = 0) -> ClockRecord:
    """As workers do, every five minutes."""
    made = clock_trust.judge_reading(record, reading(machine, event))
    for _ in range(time // (5 * MINUTE)):
        machine.passes(5 * MINUTE)
        made = clock_trust.judge_reading(made, reading(machine, event))
    return made


def test_it_is_trusted_after_a_day_of_running() -> None:
    machine = Machine()
    record = ran(machine, None, 23 * HOUR)
    assert (record.trusted, record.lacking, record.faults) == (False, HOUR, ())
    assert ran(machine, record, HOUR).trusted


def _restarted(machine: Machine) -> None:
    machine.starts(3 * HOUR)


def _slept_unseen(machine: Machine) -> None:
    machine.passes(5 * DAY)


def _ahead(machine: Machine) -> None:
    machine.wrong = YEAR


def _behind(machine: Machine) -> None:
    machine.wrong = -5 * MINUTE


def _started_ahead(machine: Machine) -> None:
    machine.starts(HOUR)
    machine.wrong = YEAR


def _started_behind(machine: Machine) -> None:
    machine.starts(HOUR)
    machine.wrong = -2 * HOUR


def _slewed(machine: Machine) -> None:
    machine.wrong = 59 * SECOND


@pytest.mark.parametrize(
    ("happens", "lacking", "faults"),
    [
        (_restarted, HOUR, 0),
        (_slept_unseen, timedelta(), 0),
        (_slewed, timedelta(), 0),
        (_ahead, DAY, 1),
        (_behind, DAY, 1),
        (_started_ahead, DAY, 1),
        (_started_behind, DAY, 1),
    ],
)
def test_what_happens_to_a_trusted_clock(
    happens: Callable[[Machine], None], lacking: timedelta, faults: int
) -> None:
    machine = Machine()
    record = ran(machine, None, DAY)
    happens(machine)
    record = clock_trust.judge_reading(record, reading(machine))
    assert (record.lacking, len(record.faults)) == (lacking, faults)


def test_a_time_that_nobody_watched_counts_little() -> None:
    machine = Machine()
    record = clock_trust.judge_reading(None, reading(machine))
    machine.passes(5 * DAY)
    assert clock_trust.judge_reading(record, reading(machine)).agreed == 600


def test_an_event_of_the_future_begins_it_anew_once() -> None:
    machine = Machine()
    record = ran(machine, None, DAY)
    stamped = machine.clock() + YEAR
    record = clock_trust.judge_reading(record, reading(machine, 7, stamped))
    assert not record.trusted
    for _ in range(24 * 12):
        machine.passes(5 * MINUTE)
        record = clock_trust.judge_reading(record, reading(machine, 7, stamped))
    assert record.trusted, "or a watchman without news would wait for a year"
    assert record.doubtful([7, 8]) == {7}


def test_events_of_a_wrong_clock_are_marked_and_those_after_it_are_not() -> None:
    machine = Machine()
    record = ran(machine, None, DAY, event=10)
    machine.wrong = YEAR
    record = ran(machine, record, 10 * MINUTE, event=13)
    assert record.doubtful(range(9, 16)) == {11, 12, 13, 14, 15}, "it is still wrong"
    machine.wrong = timedelta()
    record = ran(machine, record, HOUR, event=14)
    assert not record.trusted
    record = ran(machine, record, DAY, event=20)
    assert record.trusted
    assert record.doubtful(range(9, 22)) == {11, 12, 13, 14}
    assert [fault.over for fault in record.faults] == [True]


@given(
    st.lists(st.sampled_from([_restarted, _slept_unseen, _ahead, _behind, _started_ahead, None]), max_size=12)
)
def test_it_is_never_trusted_within_a_day_of_running_after_a_jump(
    happenings: list[Callable[[Machine], None] | None],
) -> None:
    machine, record, since = Machine(), None, timedelta()
    for happens in happenings:
        before = machine.wrong
        if happens is not None:
            happens(machine)
        machine.passes(7 * HOUR if happens is None else SECOND)
        seen = clock_trust.judge_reading(record, reading(machine))
        if record is not None and abs(machine.wrong - before) > MINUTE:
            assert seen.agreed == 0
            since = timedelta()
        since += 10 * MINUTE
        assert timedelta(seconds=seen.agreed) <= since
        record = seen


def test_a_clock_that_is_a_year_ahead_for_half_a_minute_deletes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    machine = Machine()
    with office(tmp_path, machine.clock, jobs_days=30) as workspace:
        job = job_queue.new_job(workspace, "digest", {}, asked_by="a test")
        JobWriter(Changes(workspace.store.records)).add(job)
        job_queue.cancel(workspace, job.id, by="a test")
        watched(workspace, machine, DAY)
        machine.wrong = YEAR
        response = by_age.delete_old(workspace, lambda: False, machine.read)
        assert "deletion by age waits for the clock, which jumped 365 days ahead" in response
        machine.passes(30 * SECOND)
        machine.wrong = timedelta()
        assert "waits" in by_age.delete_old(workspace, lambda: False, machine.read)
        assert Jobs(workspace.store.records).count() == 1
        assert [(getattr(one, EVENT, ""), one.getMessage()) for one in caplog.records] == [
            ("clock_jumped", "the clock jumped 365 days ahead"),
        ]
        answer = _clock(workspace)
        assert (answer.ok, "deletion by age waits" in answer.says) == (True, True)
        assert "2026-11-03 12:00" in answer.says
        watched(workspace, machine, 40 * DAY)
        assert "waits" not in _clock(workspace).says
        assert by_age.delete_old(workspace, lambda: False, machine.read) == "1 job"


def test_no_month_of_history_goes_by_a_wrong_clock(tmp_path: Path) -> None:
    machine = Machine()
    with office(tmp_path, machine.clock, history_months=3) as workspace:
        assert compaction.kept_months(workspace, machine.read) == 0
        watched(workspace, machine, DAY)
        assert compaction.kept_months(workspace, machine.read) == 3
        machine.wrong = YEAR
        assert compaction.kept_months(workspace, machine.read) == 0


def watched(workspace: Workspace, machine: Machine, time: timedelta) -> None:
    for _ in range(time // (10 * MINUTE)):
        machine.passes(10 * MINUTE)
        clock_trust.observe(workspace, machine.read)


def test_the_time_line_follows_the_numbers_and_marks_what_a_wrong_clock_said() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    times = [now, now + YEAR, now + MINUTE]
    events = [
        CaseEvent(
            seq=seq, case="c", kind=CaseEventKind.COMMENTED, at=at, actor="a", body={}, previous="", hash=""
        )
        for seq, at in enumerate(times, 1)
    ]
    shown = timeline(events, [], doubtful={2})
    assert [(one.event and one.event.seq, one.at, one.doubtful) for one in shown] == [
        (1, times[0], False), (2, times[1], True), (3, times[2], False),
    ]  # fmt: skip
