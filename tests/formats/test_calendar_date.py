from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.calendar_date import iso_date


@pytest.mark.parametrize(
    "text",
    [
        "1980-02-03", "1980-02-03T00:00:00Z", "19800203", "02/03/1980", "2/3/80", "03.02.1980", "3 Feb 1980",
        "03FEB1980", "February 3, 1980", "3 février 1980", "3rd of February 1980",
    ],
)  # fmt: skip
def test_one_spelling(text: str) -> None:
    assert iso_date(text) == "1980-02-03"


def test_the_day_first() -> None:
    assert iso_date("02/03/1980", day_first=True) == "1980-03-02"
    assert iso_date("25/03/1980") == "1980-03-25"


@pytest.mark.parametrize(
    "text", ["", "soon", "31/13/1980", "Feb 1980", "19801341", "123-45-6789", "30 February 1980"]
)
def test_what_is_no_date(text: str) -> None:
    assert iso_date(text) == ""


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    assert len(iso_date(text)) in (0, 10)
