"""Sizes and dates beside an entry, in the forms that servers print."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.pages.row_values import row_date, row_size


@pytest.mark.parametrize(
    ("near", "date"),
    [
        ("2023-02-08 10:20", (2023, 2, 8, 10, 20)),
        ("2023-02-08T10:20:30Z 1.5K", (2023, 2, 8, 10, 20, 30)),
        ("24-Nov-2019 16:45   2345", (2019, 11, 24, 16, 45)),
        ("Nov 24, 2019", (2019, 11, 24)),
        ("24 November 2019", (2019, 11, 24)),
        ("2023-Feb-08 10:20:30", (2023, 2, 8, 10, 20, 30)),
        ("08.02.2023, 10:20", (2023, 2, 8, 10, 20)),
        ("12/25/2022", (2022, 12, 25)),
    ],
)
def test_a_date_in_each_form(near: str, date: tuple[int, ...]) -> None:
    assert row_date(near) == datetime(*date, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize("near", ["", "-", "1.5K", "2023-13-45", "Foo 12, 2020", "31-02-2023", "12345678"])
def test_what_is_no_date_is_none(near: str) -> None:
    assert row_date(near) is None


@pytest.mark.parametrize(
    ("near", "size"),
    [
        ("24-Nov-2019 16:45   2345678", 2345678),
        ("2019-11-24 16:45  1.5K", 1536),
        ("12 KB 2023-02-08", 12 * 1024),
        ("2.2M", int(2.2 * 1024**2)),
        ("3 GiB", 3 * 1024**3),
        ("1,5 Mo", int(1.5 * 1024**2)),
        ("17 bytes", 17),
        ("3 items, 4 KB", 4096),
        ("2023-Feb-08 10:20:30 1.5K", 1536),
        ("2023-02-08 10:20 +0100 512", 512),
        ("2023-02-08 10:20:30.123 UTC 512", 512),
        ("02/08/2023 10:20 AM 512", 512),
        ("1 root root 512 2023-02-08 10:20", 512),
        ("2023-02-08 512 for the release 2", 512),
        ("12K2023-02-08 10:20", 12 * 1024),
    ],
)
def test_a_size_in_each_form(near: str, size: int) -> None:
    assert row_size(near) == size


@pytest.mark.parametrize(
    "near",
    [
        "", "-", "2023-02-08 10:20", "v1.2.3", "24-Nov-2019 16:45   -", "2023-02-08 10:20 +0100",
        "2023-02-08T10:20:30+01:00", "2023-02-08 10:20 UTC+2", "-12", "+3", "45 %", "7 items",
        "rated 4 by 12 readers",
    ],
)  # fmt: skip
def test_what_is_no_size_is_none(near: str) -> None:
    assert row_size(near) is None


@given(st.text(max_size=400) | st.text(alphabet="0123456789-/.: KMGb", max_size=400))
def test_any_text_has_a_date_and_a_size_or_none(near: str) -> None:
    date, size = row_date(near), row_size(near)
    assert date is None or date.tzinfo is UTC
    assert size is None or size >= 0
