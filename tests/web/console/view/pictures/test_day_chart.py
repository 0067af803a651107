"""The chart of services by time: one bar fits the range, and both axes say what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.web.console.view.pictures.day_chart import MOST_TICKS, Unit, day_chart, wants_hours

FIRST = date(2025, 11, 3)


@pytest.mark.parametrize(
    ("days", "unit", "bars"),
    [
        (1, Unit.DAY, 1), (62, Unit.DAY, 62), (63, Unit.WEEK, 9), (434, Unit.WEEK, 62), (435, Unit.MONTH, 15),
        (1900, Unit.MONTH, 63), (3660, Unit.QUARTER, 41),
    ],
)  # fmt: skip
def test_a_bar_fits_the_range(days: int, unit: Unit, bars: int) -> None:
    chart = day_chart([(FIRST, 3), (FIRST + timedelta(days=days - 1), 4)])
    assert chart is not None
    assert (chart.unit, len(chart.bars)) == (unit, bars)
    assert sum(bar.count for bar in chart.bars) == 7
    assert all(bar.end == after.begin for bar, after in zip(chart.bars, chart.bars[1:], strict=False))


def test_what_was_seen_within_days_is_shown_by_the_hour() -> None:
    at = datetime(2026, 1, 31, 22, tzinfo=UTC)
    assert wants_hours([(at.date(), 5), (at.date() + timedelta(days=2), 1)])
    assert not wants_hours([(at.date(), 5), (at.date() + timedelta(days=3), 1)])
    chart = day_chart([(at.date(), 5)], [(at, 4), (at + timedelta(hours=3), 1)])
    assert chart is not None
    assert [bar.count for bar in chart.bars] == [4, 0, 0, 1]
    assert chart.ticks[0].text == "01-31 22:00"


def test_the_year_is_named_where_there_are_several() -> None:
    one, two = day_chart([(FIRST, 1)]), day_chart([(FIRST, 1), (FIRST + timedelta(days=80), 1)])
    assert one is not None
    assert two is not None
    assert [tick.text for tick in one.ticks] == ["11-03"]
    assert two.ticks[0].text == "2025-11-03"


def test_without_services_there_is_no_chart() -> None:
    assert day_chart([]) is None


@given(
    st.dictionaries(
        st.dates(date(1971, 1, 1), date(2100, 1, 1)), st.integers(1, 10**9), min_size=1, max_size=9
    )
)
def test_every_service_is_in_a_bar_and_no_mark_stands_outside(counts: dict[date, int]) -> None:
    chart = day_chart(sorted(counts.items()))
    assert chart is not None
    assert sum(bar.count for bar in chart.bars) == sum(counts.values())
    assert chart.scale[0] >= max(bar.count for bar in chart.bars)
    assert len(chart.ticks) <= MOST_TICKS
    assert all(0 <= tick.x <= 100 for tick in chart.ticks)
    assert all(0 <= bar.height <= 100 for bar in chart.bars)
