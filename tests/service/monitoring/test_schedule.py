"""When a monitor runs: intervals, and times of cron in a time zone, also when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leftopen.errors import BadRequest
from leftopen.model.monitor import Monitor
from leftopen.service.monitoring import schedule

NOW = datetime(2026, 11, 28, 6, 30, 5, 7, tzinfo=UTC)


def monitor(text: str, now: datetime = NOW) -> Monitor:
    made = schedule.parse(text, now)
    return Monitor(
        id="m", name="m", targets=(), ports="80", every=made.every, cron=made.cron, created=now,
        created_by="maria",
    )  # fmt: skip


def runs(text: str, now: datetime, count: int) -> list[str]:
    """The next runs, each asked for when the one before began."""
    found, at = [], now
    for _ in range(count):
        at = schedule.next_run(monitor(text, now), at)
        found.append(f"{at:%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(("text", "length"), [("1m", 60), ("90m", 5400), ("6h", 21_600), ("7d", 604_800)])
def test_intervals(text: str, length: int) -> None:
    assert schedule.seconds(text) == length
    assert schedule.seconds(schedule.every(length)) == length
    assert schedule.first_run(monitor(text), NOW) == NOW
    assert schedule.next_run(monitor(text), NOW) == NOW + timedelta(seconds=length)


@pytest.mark.parametrize("text", ["", "6", "h", "0h", "59s", "-1h", "366d", "6 hours", "6h6m", "٦h"])
def test_no_interval(text: str) -> None:
    with pytest.raises(BadRequest, match="not a valid interval"):
        schedule.parse(text, NOW)


def test_cron_is_utc_unless_a_zone_is_named() -> None:
    assert runs("0 3 * * 1", NOW, 2) == ["11-30 03:00", "12-07 03:00"]
    assert runs("0 3 * * mon Europe/Berlin", NOW, 1) == ["11-30 02:00"]
    assert runs("*/20  8-9 * * *", NOW, 4) == ["11-28 08:00", "11-28 08:20", "11-28 08:40", "11-28 09:00"]


def test_the_first_run_is_at_a_time_of_cron_too() -> None:
    assert schedule.first_run(monitor("30 6 * * *"), NOW) == datetime(2026, 11, 29, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["0 3 * * 1", "0 3 * * 1 Europe/Berlin", "6h"])
def test_it_is_shown_as_it_was_typed(text: str) -> None:
    assert schedule.text(monitor(text)) == text


def test_a_time_that_clocks_skip_comes_right_after_and_only_that_day() -> None:
    """In Berlin there is no 02:30 on 29 March 2026: 02:00 is 03:00, which is 01:00 UTC."""
    now = datetime(2026, 3, 27, 12, tzinfo=UTC)
    assert runs("30 2 * * * Europe/Berlin", now, 3) == ["03-28 01:30", "03-29 01:00", "03-30 00:30"]


def test_a_time_that_comes_twice_counts_once() -> None:
    """In Berlin 02:30 comes twice on 25 October 2026, at 00:30 and at 01:30 UTC."""
    now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert runs("30 2 * * * Europe/Berlin", now, 3) == ["10-25 00:30", "10-26 01:30", "10-27 01:30"]
    between = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    assert runs("30 2 * * * Europe/Berlin", between, 1) == ["10-26 01:30"]


def test_what_runs_all_the_time_goes_on_through_a_change_of_clocks() -> None:
    for begin in (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)):
        found = runs("*/30 * * * * Europe/Berlin", begin, 6)
        assert found == [f"{begin + timedelta(minutes=30 * n):%m-%d %H:%M}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("61 3 * * 1", "bad minute"),
        ("0 3 * * fun", "bad day-of-week"),
        ("0 0 3 * * 1", "time zone '1'"),
        ("0 3 * * 1 Europe/Atlantis", "time zone 'Europe/Atlantis'"),
        ("0 3 * * 1 ../../etc/passwd", "time zone"),
        ("0 3 * * 1 Europe/Berlin now", "time zone"),
        ("0 0 31 2 *", "bad day-of-month"),
        ("0 0 */20 * 1L", "never occurs"),
        # Longer than an int of Python may be, and as long as a form takes.
        ("9" * 10_000 + " * * * *", "200 characters"),
        ("0," * 100_000 + "1 * * * *", "200 characters"),
    ],
)
def test_no_cron(text: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        schedule.parse(text, NOW)
