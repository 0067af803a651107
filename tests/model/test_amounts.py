from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.amounts import bytes_words, count_words, moment_words, span_words


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
    assert bytes_words(count) == words


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
    assert span_words(timedelta(seconds=seconds)) == words


def test_counts_know_one_from_many() -> None:
    assert count_words(1, "record") == "1 record"
    assert count_words(20600, "record") == "20,600 records"
    assert count_words(2, "entry", "entries") == "2 entries"


def test_a_moment_is_printed_in_utc() -> None:
    at = datetime(2023, 2, 8, 3, 2, 3, tzinfo=timezone(timedelta(hours=2)))
    assert moment_words(at) == "2023-02-08 01:02:03 UTC"


@given(span=st.timedeltas(), count=st.integers(0, 2**80))
def test_any_amount_has_words(span: timedelta, count: int) -> None:
    assert len(span_words(span)) < 20
    assert bytes_words(count)[0].isdigit()
