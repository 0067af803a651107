"""The hours, without any engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leftopen.impact.logs.coverage import LogMinutes, cut_spans, hours, minute_of, odd_silences
from leftopen.impact.logs.times import repeated_hours
from tests.impact.logs.scene import END, START

FIRST = minute_of(START)
LENGTH = minute_of(END) - FIRST


def log(minutes: dict[int, int], **more: object) -> LogMinutes:
    """`minutes` count from the begin of the window."""
    found = LogMinutes(success=1, **more)  # type: ignore[arg-type]
    for minute, count in minutes.items():
        found.add(FIRST + minute, count, 0)
    return found


def why(one: LogMinutes, *, complete: bool = False) -> list[str]:
    return [hour.why for hour in hours({"a": one}, START, END, complete=complete)]


FULL = dict.fromkeys(range(-60, LENGTH + 120), 1)


def test_a_line_a_minute_covers_the_window_and_the_hour_after_it() -> None:
    assert why(log(FULL)) == [""] * (LENGTH // 60 + 1)
    margins = [hour.margin for hour in hours({"a": log(FULL)}, START, END)]
    assert margins == [False] * (LENGTH // 60) + [True]


def test_a_busy_log_has_short_silences() -> None:
    busy = {minute: 1000 for minute in FULL if not 70 <= minute < 73}
    assert why(log(busy))[1] == "gap"
    assert why(log({minute: 1 for minute in FULL if not 70 <= minute < 73})) == [""] * (LENGTH // 60 + 1)


def test_a_quiet_log_has_long_ones() -> None:
    quiet = {minute: 1 for minute in FULL if minute % 25 == 0}
    assert why(log(quiet)) == [""] * (LENGTH // 60 + 1)


def test_what_takes_every_hour_away() -> None:
    for more, reason in (
        ({"failed": True}, "failed"),
        ({"untimed": 1}, "unread"),
        ({"sampled": True}, "sampled"),
    ):
        assert set(why(log(FULL, **more), complete=True)) == {reason}
    none = log(FULL)
    none.success = 0
    assert set(why(none, complete=True)) == {"no_reads"}


def test_that_the_logs_are_complete_excuses_silence_and_nothing_else() -> None:
    gone = log({0: 1})
    gone.cuts.append((FIRST + 60, FIRST + 61))
    assert why(gone, complete=True) == ["", "cut", *[""] * (LENGTH // 60 - 1)]


def test_a_cut_is_said_before_the_torn_line_that_it_leaves() -> None:
    gone = log(FULL, cuts=[(FIRST + 60, FIRST + LENGTH + 120)])
    gone.add(FIRST + 70, 0, 1)
    assert why(gone) == ["", *["cut"] * (LENGTH // 60)]
    gone.add(0, 0, 1)
    assert set(why(gone)) == {"cut"}
    gone.add(0, 0, 1)
    assert set(why(gone)) == {"unread"}, "more lines than one that a cut can tear"


@given(st.dictionaries(st.integers(-100, LENGTH + 100), st.integers(1, 5)))
def test_an_hour_without_lines_is_never_covered(minutes: dict[int, int]) -> None:
    for number, hour in enumerate(hours({"a": log(minutes)}, START, END)):
        if not any(number * 60 <= minute < number * 60 + 60 for minute in minutes):
            assert hour.why


@given(st.sets(st.integers(0, 3000)))
def test_silences_are_between_lines(minutes: set[int]) -> None:
    active = sorted(minutes)
    for low, high in odd_silences(active, dict.fromkeys(active, 1)):
        assert not minutes & set(range(low, high))
        assert {low - 1, high} <= minutes


def test_a_cut_file_is_missed_until_the_next_one_begins() -> None:
    later = START + timedelta(minutes=30)
    assert list(cut_spans([START], [START - timedelta(hours=1), later], END)) == [(FIRST - 60, FIRST + 31)]
    assert list(cut_spans([START], [], END)) == [(FIRST - 60, minute_of(END + timedelta(hours=4)) + 1)]


def test_the_hour_that_occurs_twice() -> None:
    day = datetime(2026, 10, 25, tzinfo=UTC)
    assert repeated_hours("Europe/Paris", day, day + timedelta(days=1)) == [(day, day + timedelta(hours=2))]
    assert repeated_hours("UTC", day, day + timedelta(days=1)) == []
