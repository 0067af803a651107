"""Bytes are taken in order, and never more than there are."""

from __future__ import annotations

import pytest

from leftopen.formats.byte_cursor import ByteCursor, Short


def test_it_takes_what_is_there() -> None:
    cursor = ByteCursor(b"abcde")
    assert (cursor.take(2), cursor.take(0), cursor.rest(), cursor.ended) == (b"ab", b"", b"cde", False)
    with pytest.raises(Short):
        cursor.take(4)
    assert cursor.take(3) == b"cde"
    assert cursor.ended
