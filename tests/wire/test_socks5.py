"""The choice of a SOCKS 5 proxy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import socks5


@pytest.mark.parametrize(
    ("raw", "choice"),
    [
        (b"\5\0", socks5.NO_LOGIN),
        (b"\5\xff", socks5.NO_WAY),
        (b"\5\2", None),
        (b"\4\0", None),
        (b"\5", None),
        (b"\5\0\0", None),
        (b"", None),
    ],
)
def test_only_two_bytes_of_version_5_are_a_choice(raw: bytes, choice: int | None) -> None:
    assert socks5.choice(raw) == choice


@given(st.binary(max_size=8))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    assert socks5.choice(raw) in (None, socks5.NO_LOGIN, socks5.NO_WAY)
