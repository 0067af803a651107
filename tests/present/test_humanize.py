from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.present.humanize import format_bytes, format_count, format_duration, format_time, last_day


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (1_234_567, "1.2 MB"),
        (999_999, "1 MB"),
        (3 * 10**12, "3 TB"),
        (5 * 10**18, "5000 PB"),
    ],
)
def test_bytes_in_decimal_units(count: int, words: str) -> None:
    assert format_bytes(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.42, "0.4 s"),
        (12.9, "12 s"),
        (119, "119 s"),
        (120, "2 minutes"),
        (7200, "2 hours"),
        (86400, "24 hours"),
        (17 * 86400, "17 days"),
        (-3, "-3 s"),
    ],
)
def test_a_span_in_its_largest_unit(seconds: float, words: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == words


def test_counts_know_one_from_many() -> None:
    assert format_count(1, "record") == "1 record"
    assert format_count(20600, "record") == "20,600 records"
    assert format_count(2, "entry", "entries") == "2 entries"


def test_a_moment_is_printed_in_utc() -> None:
    at = datetime(2023, 2, 8, 3, 2, 3, tzinfo=timezone(timedelta(hours=2)))
    assert format_time(at) == "2023-02-08 01:02:03 UTC"


@given(span=st.timedeltas(), count=st.integers(0, 2**80))
def test_any_amount_has_words(span: timedelta, count: int) -> None:
    assert len(format_duration(span)) < 20
    assert format_bytes(count)[0].isdigit()


def test_the_last_day_is_the_one_before_the_midnight_that_ends_it() -> None:
    midnight = datetime(2027, 2, 1, tzinfo=UTC)
    assert last_day(midnight) == "2027-01-31"
    assert last_day(midnight.astimezone(timezone(timedelta(hours=5)))) == "2027-01-31"
    assert last_day(midnight - timedelta(hours=1)) == "2027-01-31"
