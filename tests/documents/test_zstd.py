from __future__ import annotations

import random

import zstandard

from leftopen.documents.zstd import reader
from tests.documents.packed_files import (
    PackedFormat,
    bomb_is_cut,
    is_one_part,
    is_recognised,
    several_are_one,
    survives_damage,
)

PACKED = PackedFormat(reader=reader, compress=zstandard.compress, ending="zstd")


def test_what_is_inside_is_a_part() -> None:
    is_one_part(PACKED)


def test_several_behind_each_other_are_one() -> None:
    several_are_one(PACKED)


def test_a_bomb_is_cut_and_counted() -> None:
    bomb_is_cut(PACKED)


def test_it_is_recognised_by_its_first_bytes() -> None:
    is_recognised(PACKED)


def test_what_is_cut_or_damaged_is_counted_and_never_raises() -> None:
    survives_damage(PACKED)


def test_a_frame_that_is_cut_is_counted_wherever_that_is() -> None:
    """What can't be packed lies in it as it is: whatever follows could be taken for more of it."""
    whole = zstandard.compress(random.Random(3).randbytes(200))
    assert [end for end in range(4, len(whole)) if not reader.read(whole[:end]).failed] == []
    assert reader.read(whole).failed == 0
