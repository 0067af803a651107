from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.time_zone import time_zone


def test_a_zone_by_its_name() -> None:
    assert time_zone("") is UTC
    assert time_zone("Europe/Berlin") == ZoneInfo("Europe/Berlin")


# A folder of the database, a way out of it, and what cannot be a name.
@pytest.mark.parametrize("name", ["Europe", "../etc/passwd", "/etc/passwd", "No/Where", "a\0b", "\ud800"])
def test_what_is_none(name: str) -> None:
    with pytest.raises(ValueError, match="does not know the time zone"):
        time_zone(name)


@given(st.text(max_size=30))
def test_no_name_makes_it_raise_anything_else(name: str) -> None:
    try:
        time_zone(name)
    except ValueError as error:
        assert "time zone" in str(error)
