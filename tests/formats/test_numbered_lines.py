from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.numbered_lines import split


@given(st.lists(st.binary(max_size=6).map(lambda raw: raw.replace(b"a", b"\n"))))
def test_it_splits_as_bytes_do_wherever_the_blocks_end(blocks: list[bytes]) -> None:
    whole = b"".join(blocks).split(b"\n")
    expected = whole if whole[-1] else whole[:-1]
    assert list(split(blocks)) == list(enumerate(expected, 1))


def test_a_line_that_is_too_long_is_counted_and_not_kept() -> None:
    blocks = [b"aa\n", b"b" * 5, b"b" * 5, b"b\nccc\n" + b"d" * 20]
    assert list(split(blocks, longest=8)) == [(1, b"aa"), (2, None), (3, b"ccc"), (4, None)]
