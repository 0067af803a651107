"""Any bytes, in any archive: nothing raises, nothing grows beyond the limits, and the books balance."""

from __future__ import annotations

import mmap
import os
import random
import struct
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.impact.assess.archives.packed_streams import UNLISTED
from leftopen.impact.assess.archives.unpack import (
    Member,
    Unpacked,
    Unpacker,
    UnpackLimits,
    UnpackRequest,
    archive_kind,
)
from leftopen.model.assessment import Outcome
from tests.impact.assess.archives.test_scratch import KINDS as ARCHIVES
from tests.impact.assess.archives.test_scratch import MBOX, tarred, zipped
from tests.impact.assess.made_up_files import Made, Maker
from tests.tier import tier

LIMITS = UnpackLimits(most=200_000, ratio=20, free=50_000, depth=5)
AT = 3 * mmap.ALLOCATIONGRANULARITY
ROOM = 4_000_000
SIZES = (0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 1 << 62)


def unpacked(data: bytes, name: str, kind: str) -> tuple[list[Member], int]:
    """All members, and how many bytes the scratch file has."""
    source, scratch = os.memfd_create("archive"), os.memfd_create("scratch")
    members: list[Member] = []
    try:
        os.write(source, data)
        request = UnpackRequest(path=name.encode(), kind=kind, at=AT, end=AT + ROOM, limits=LIMITS)
        put: Callable[[Unpacked], None] = lambda one: members.extend(one.members)  # noqa: E731
        last = Unpacker(scratch, request, put).unpack(source, len(data))
        members += last.members
        assert last.done
        assert AT <= last.end <= AT + ROOM + mmap.ALLOCATIONGRANULARITY
        written = os.fstat(scratch).st_size
        _balanced(members, data, written, scratch)
        return members, written
    finally:
        os.close(source)
        os.close(scratch)


def _balanced(members: list[Member], data: bytes, written: int, scratch: int) -> None:
    """Each member lies by itself, has a name that no other has, and a reason where not all of it is there."""
    assert len({one.name for one in members}) == len(members)
    assert written <= AT + ROOM
    end = AT
    for one in sorted((one for one in members if one.size), key=lambda one: one.at):
        assert one.at >= end
        assert one.at % mmap.ALLOCATIONGRANULARITY == 0
        end = one.at + one.size
    assert end <= max(written, AT)
    for one in members:
        assert bool(one.why) == (one.outcome is not Outcome.READ)
    boxes = [one for one in members if os.pread(scratch, 5, one.at) == b"From "]
    plain = sum(one.size for one in members) - sum(one.size for one in boxes)
    # What is only stored, as in a tar archive, is no larger than it was there, once a level.
    assert plain <= max(LIMITS.free, LIMITS.ratio * len(data)) * LIMITS.depth


def archives() -> list[tuple[str, bytes]]:
    """One of every kind, plain, in part encrypted, and five deep."""
    maker = Maker(7)
    deep = maker.mailbox()
    for wrap in (maker.zip, maker.tar, maker.seven, maker.packed_tar, maker.zip):
        deep = wrap(replace(deep, name="inner"), maker.plain())
    made: list[Made] = [
        deep, maker.sealed_zip(), maker.sealed_seven(), maker.oddly_packed_zip(), maker.six_deep(),
        maker.bomb(), maker.bomb_in_front(), maker.zip(maker.outlook(), maker.mail(), maker.plain()),
    ]  # fmt: skip
    return [*ARCHIVES.items(), *((one.name, one.data) for one in made)]


CASES = [(name, data, kind) for name, data in archives() if (kind := archive_kind(name, data[:4096]))]


def changed(rng: random.Random, data: bytes) -> bytes:
    """Sizes that lie, bytes that are others, pieces that are twice there or not at all."""
    raw = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at, way = rng.randrange(len(raw)), rng.randrange(5)
        if way == 0:
            size = struct.pack("<Q", rng.choice(SIZES))[: rng.choice((1, 2, 4, 8))]
            raw[at : at + len(size)] = size
        elif way == 1:
            raw[at] ^= rng.randrange(1, 256)
        elif way == 2:
            del raw[at : at + rng.choice((1, 40, 512))]
        elif way == 3:
            raw[at:at] = raw[at : at + rng.choice((1, 40, 512))]
        else:
            raw[at : at + 64] = bytes(64)
        raw = raw or bytearray(data)
    return bytes(raw)


@pytest.mark.parametrize("case", CASES, ids=[name[-30:] for name, _, _ in CASES])
def test_archives_that_are_changed_anywhere(case: tuple[str, bytes, str]) -> None:
    name, data, kind = case
    rng = random.Random(name)
    for _ in range(tier(40, 1000)):
        unpacked(changed(rng, data), name, kind)


@pytest.mark.parametrize("case", CASES, ids=[name[-30:] for name, _, _ in CASES])
def test_archives_that_are_cut_at_every_block(case: tuple[str, bytes, str]) -> None:
    name, data, kind = case
    for end in range(1, len(data), tier(max(512, len(data) // 20), 64)):
        members, _ = unpacked(data[:end], name, kind)
        # Behind the end of a tar archive there are zeros.
        assert any(one.why for one in members) or not data[end:].strip(b"\0"), f"cut at {end} of {len(data)}"


@given(head=st.sampled_from([(name, data[:64], kind) for name, data, kind in CASES]), tail=st.binary())
@settings(max_examples=tier(150, 5000))
def test_any_bytes_behind_the_head_of_an_archive(head: tuple[str, bytes, str], tail: bytes) -> None:
    name, first, kind = head
    unpacked(first[: 6 + len(tail) % 58] + tail, name, kind)


def test_a_whole_archive_has_no_reason_for_anything() -> None:
    for name, data in ARCHIVES.items():
        members, _ = unpacked(data, name, archive_kind(name, data[:4096]))
        lost = [one.why for one in members if one.why]
        assert [one.size for one in members if not one.unpacked and not one.why] == [len(MBOX)], name
        assert len(lost) == (name == "cut.zip")


def test_an_entry_without_a_name_hides_nothing() -> None:
    data = zipped(xname=b"one", mbox=MBOX).replace(b"xname", b"\0name")
    members, _ = unpacked(data, "a.zip", "zip")
    assert [(one.size, one.why) for one in members] == [(3, ""), (len(MBOX), "")]


def test_a_tar_archive_that_is_cut_in_a_header_lacks_one_thing() -> None:
    data = tarred("w", a=b"text", **{"x" * 150: b"more"})
    for at in range(1024, data.rindex(b"ustar") + 200, 90):
        members, _ = unpacked(data[:at], "a.tar", "tar")
        assert [one.why for one in members] == ["", UNLISTED], at
