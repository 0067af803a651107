"""Inflating, bounded."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.inflate import inflate


@given(data=st.binary(max_size=300), limit=st.integers(0, 300))
def test_what_comes_out_is_the_beginning_of_what_went_in(data: bytes, limit: int) -> None:
    out, more = inflate(gzip.compress(data), "gzip", limit)
    assert out == data[:limit]
    assert more is (len(data) > limit)


@given(
    data=st.binary(max_size=200), word=st.sampled_from(["gzip", "deflate", "X-GZIP", "br", "", "gzip, gzip"])
)
def test_any_bytes_never_raise(data: bytes, word: str) -> None:
    assert len(inflate(data, word, 50)[0]) <= 50
