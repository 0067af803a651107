"""Addresses and moments as other people's files say them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import import_address, import_time
from leftopen.formats.json_line import Unread, read
from leftopen.model.address import Address


@pytest.mark.parametrize(
    "text", ["192.0.2.1", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::ffff:192.0.2.1"]
)
def test_usual_spellings_are_read(text: str) -> None:
    assert import_address.read(text) == Address.parse(text)


@pytest.mark.parametrize(
    "text", ["192.0.2.01", "0x7f.1", "3221225985", "192.0.2", "fe80::1%lo", "[::1]", "", None, 7]
)
def test_others_are_refused(text: Any) -> None:
    with pytest.raises(Unread):
        import_address.read(text)


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("2026-03-01T04:05:06", "2026-03-01T04:05:06+00:00"),
        ("2026-03-01T06:05:06.5+02:00", "2026-03-01T04:05:06.500000+00:00"),
        ("2026-03-01T04:05:06.123456789Z", "2026-03-01T04:05:06.123456+00:00"),
        (1772337906, "2026-03-01T04:05:06+00:00"),
        ("1772337906", "2026-03-01T04:05:06+00:00"),
        ("1772337906.000007", "2026-03-01T04:05:06.000007+00:00"),
    ],
)
def test_moments(said: Any, iso: str) -> None:
    found = import_time.read(said)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize(
    "answer",
    ["", "soon", None, True, [], -1, 0, 1e30, float("nan"), "1960-01-01", "9999-12-31T23:59:59-23:00"],
)
def test_what_is_no_moment_of_these_centuries(answer: Any) -> None:
    assert import_time.read(answer) is None


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats()))
def test_any_value_is_borne(answer: Any) -> None:
    import_time.read(answer)


@given(st.binary(max_size=60))
def test_any_line_is_an_object_or_is_refused_with_a_reason(raw: bytes) -> None:
    try:
        assert isinstance(read(raw, (b'"a"',)), dict)
    except Unread as why:
        assert str(why)
