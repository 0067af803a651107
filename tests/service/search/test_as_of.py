"""The moment that `--as-of` names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leftopen.errors import BadRequest
from leftopen.service.search.as_of import parse_as_of

NOW = datetime(2026, 11, 28, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-20", datetime(2026, 11, 21, tzinfo=UTC) - datetime.resolution),
        (" 2026-11-20T14:30 ", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("2026-11-20 14:30:05", datetime(2026, 11, 20, 14, 30, 5, tzinfo=UTC)),
        ("2026-11-20T14:30+02:00", datetime(2026, 11, 20, 12, 30, tzinfo=UTC)),
        ("2026-11-20T14:30:05Z", datetime(2026, 11, 20, 14, 30, 5, tzinfo=UTC)),
        ("2026-11-28", NOW),
        ("", None),
    ],
)
def test_a_day_is_its_end_and_never_after_now(text: str, at: datetime | None) -> None:
    assert parse_as_of(text, NOW) == at


@pytest.mark.parametrize("text", ["yesterday", "20.11.2026", "2026-11-31", "9999-12-31T23:59-23:59", "7d"])
def test_what_is_no_date_is_told_with_an_example(text: str) -> None:
    with pytest.raises(BadRequest, match="example: 2026-11-20"):
        parse_as_of(text, NOW)


def test_the_future_is_not_known() -> None:
    with pytest.raises(BadRequest, match="in the future"):
        parse_as_of("2026-11-29", NOW)
    with pytest.raises(BadRequest, match="in the future"):
        parse_as_of((NOW + timedelta(minutes=1)).isoformat(), NOW)
