from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadRanges
from leftopen.places.build import empty, with_source
from leftopen.places.table import MAGIC, decode, encode
from tests.places.test_build import ranges, source

TABLE = with_source(empty(), source("one"), ranges(("8.0.0.0/8", 1), ("2a00::/16", 4), ("2a00:1::1/128", 5)))
WHOLE = encode(TABLE)


def test_a_table_comes_back_as_it_was() -> None:
    assert decode(WHOLE) == TABLE
    assert TABLE.size > 0


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_one_changed_byte_is_noticed(at: int, change: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[at] ^= change
    with pytest.raises(BadRanges):
        decode(bytes(damaged))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_cut_file_is_noticed(length: int) -> None:
    with pytest.raises(BadRanges):
        decode(WHOLE[:length])


def test_a_newer_format_is_named() -> None:
    with pytest.raises(BadRanges, match="format 9 is not supported \\(supported: 1\\)"):
        decode(MAGIC + b"\x09" + WHOLE[len(MAGIC) + 1 :])


@given(st.integers(0, 2**128 - 1))
def test_ipv6_is_found_by_its_whole_number(number: int) -> None:
    starts = [high << 64 | low for high, low in zip(TABLE.high6, TABLE.low6, strict=True)]
    for at in (number, *starts, *(start - 1 for start in starts if start)):
        index = max(place for place, start in enumerate(starts) if start <= at)
        assert TABLE.set6(at >> 64, at & (2**64 - 1)) == TABLE.sets6[index]
