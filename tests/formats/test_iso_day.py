"""Days as ISO 8601 writes them."""

from __future__ import annotations

import pytest

from leftopen.formats.iso_day import iso_day


@pytest.mark.parametrize("text", ["2026-11-27", "2026-11-27T00:00:00+0000"])
def test_the_day_that_a_text_begins_with_is_given(text: str) -> None:
    assert iso_day(text) == "2026-11-27"


@pytest.mark.parametrize(
    "odd", ["", "2026-02-30", "2026-13-45", "0000-01-01", " 2026-11-27", "20261127", "२०२६-११-२७", None, 7]
)
def test_anything_else_is_none(odd: object) -> None:
    assert iso_day(odd) == ""
