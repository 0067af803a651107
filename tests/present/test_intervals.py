from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.present.intervals import format_interval, format_span

DAY, HOUR, MINUTE = 86_400.0, 3600.0, 60.0
# Longer than any exposure, and within what a timedelta holds.
SPANS = st.timedeltas(timedelta(0), timedelta(days=20_000))


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        (0, None, "unknown (seen once)"),
        (0.4, None, "unknown (seen once)"),
        (1, None, "at least 1 second"),
        (10 * MINUTE, None, "at least 10 minutes"),
        (0, 0, "less than a second"),
        (0, 0.3, "at most 1 second"),
        (0, 5 * DAY, "at most 5 days"),
        (1.9, 1.9, "1 second"),
        (1, 1.5, "1 to 2 seconds"),
        (3 * DAY, 5 * DAY, "3 to 5 days"),
        (3.9 * DAY, 4.1 * DAY, "3 to 5 days"),
        (40 * MINUTE, 5 * HOUR, "40 minutes to 5 hours"),
        (100, 119.2, "100 seconds to 2 minutes"),
        (5 * DAY, 5 * DAY, "5 days"),
    ],
)
def test_both_bounds_are_worded(lower: float, upper: float | None, words: str) -> None:
    most = None if upper is None else timedelta(seconds=upper)
    assert format_interval(timedelta(seconds=lower), most) == words


@given(lower=SPANS, more=st.none() | SPANS)
def test_no_words_are_zero_or_one_of_many(lower: timedelta, more: timedelta | None) -> None:
    for words in (format_interval(lower, None if more is None else lower + more), format_span(lower)):
        assert not re.search(r"\b0 |\b1 (seconds|minutes|hours|days)\b", words)


@given(lower=SPANS, more=SPANS)
def test_the_words_are_never_narrower_than_the_bounds(lower: timedelta, more: timedelta) -> None:
    size = {"second": 1, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
    upper = lower + more + timedelta(seconds=1)
    answer = re.fullmatch(r"(?:at most |(\d+)(?: (\w+))? to )(\d+) (\w+)", format_interval(lower, upper))
    assert answer is not None
    least, unit, most, last = answer.groups()
    assert int(least or 0) * size[unit or last] <= lower.total_seconds()
    assert upper.total_seconds() <= int(most) * size[last]
