"""Dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.mail_date import form, iso, mail_date

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
