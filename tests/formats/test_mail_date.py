"""Dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.mail_date import _any, form, iso, mail_date

NOON = datetime(2019, 1, 1, 12, tzinfo=UTC)


def test_each_spelling_becomes_utc() -> None:
    assert mail_date("Tue, 01 Jan 2019 07:00:00 -0500") == NOON
    assert mail_date("Tue, 01 Jan 2019 12:00:00 -0000") == NOON
    assert iso("2019-01-01T12:00:00.000Z") == iso("2019-01-01T12:00:00") == NOON
    assert form("01-Jan-2019 12:00", "%d-%b-%Y %H:%M") == NOON


@pytest.mark.parametrize(
    "value", ["", "yesterday", "Tue, 99 Jan 2019 07:00:00 -0500", "Tue, 01 Jan 1901 00:00:00 +0000"]
)
def test_nonsense_is_no_date(value: str) -> None:
    assert mail_date(value) is None


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(value: str) -> None:
    mail_date(value), iso(value), form(value, "%d-%b-%Y %H:%M")


@given(
    day=st.integers(0, 32),
    month=st.sampled_from(["Jan", "Feb", "Jun", "Sep", "Dec", "Xyz", "may"]),
    year=st.sampled_from([1, 69, 1969, 1970, 1971, 1972, 1999, 2000, 2024, 2099, 2100, 2101, 9999]),
    clock=st.tuples(st.integers(0, 25), st.integers(0, 61), st.integers(0, 61)),
    zone=st.sampled_from(["+0000", "-0000", "+0530", "-0930", "+1959", "+2400", "+0099", "GMT", "EST", ""]),
    before=st.sampled_from(["", "Tue, ", "Xyz, ", "Tue ", "tue, "]),
    behind=st.sampled_from(["", " (UTC)", " (Eastern Standard Time)", " x"]),
)
def test_the_quick_way_gives_what_the_library_gives(
    day: int, month: str, year: int, clock: tuple[int, int, int], zone: str, before: str, behind: str
) -> None:
    hour, minute, second = clock
    for value in (
        f"{before}{day} {month} {year} {hour:02}:{minute:02}:{second:02} {zone}{behind}",
        f"{before}{day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} {zone}{behind}",
    ):
        assert mail_date(value) == _any(value)
