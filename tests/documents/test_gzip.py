from __future__ import annotations

import gzip

from leftopen.documents.gzip import reader
from tests.documents.packed_files import (
    TEXT,
    PackedFormat,
    bomb_is_cut,
    is_one_part,
    is_recognised,
    several_are_one,
    survives_damage,
)

PACKED = PackedFormat(reader=reader, compress=gzip.compress, ending="gzip")
WHOLE = PACKED.whole


def test_what_is_inside_is_a_part() -> None:
    is_one_part(PACKED)


def test_several_behind_each_other_are_one() -> None:
    several_are_one(PACKED)


def test_a_bomb_is_cut_and_counted() -> None:
    bomb_is_cut(PACKED)


def test_it_is_recognised_by_its_first_bytes() -> None:
    is_recognised(PACKED)


def test_the_name_that_it_gives() -> None:
    packed = WHOLE[:3] + b"\x08" + WHOLE[4:10] + b"../a.csv\0" + WHOLE[10:]
    (part,) = reader.read(packed).parts
    assert (part.name, part.data) == ("../a.csv", TEXT)


def test_what_is_cut_or_damaged_is_counted_and_never_raises() -> None:
    survives_damage(PACKED)
