"""Any bytes, in any archive: nothing raises, nothing grows beyond the limits, and the books balance."""

from __future__ import annotations

import mmap
import os
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents.eml import reader as eml_reader
from leftopen.documents.zip import reader as zip_reader
from leftopen.formats.zip_archive import Archive
from leftopen.formats.zip_entries import HIDDEN
from leftopen.impact.assess.archives import unpack
from leftopen.impact.assess.archives.packed_streams import HEADLESS, UNLISTED, WRONG
from leftopen.impact.assess.archives.unpack import (
    LONG,
    Member,
    Unpacker,
    UnpackLimits,
    UnpackRequest,
    UnpackResult,
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
        put: Callable[[UnpackResult], None] = lambda one: members.extend(one.members)  # noqa: E731
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


def hiding(data: bytes, *names: bytes) -> bytes:
    """The same without the first entries of its directory; the end record tells nothing of them."""
    end = data.rindex(b"PK\x05\x06")
    first = at = struct.unpack_from("<I", data, end + 16)[0]
    for name in names:
        at = data.index(name, at) + len(name)
    left = data.count(b"PK\x01\x02", at)
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, left, left, end - at, first, 0)
    return data[:first] + data[at:end] + tail


def test_what_the_directory_of_a_zip_archive_leaves_out_is_read() -> None:
    inner = zipped(zipfile.ZIP_STORED, inside=MBOX)
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        data = zipped(method, one=MBOX, two=inner, three=b"text")
        for names in ((b"one",), (b"one", b"two"), (b"one", b"two", b"three")):
            members, _ = unpacked(hiding(data, *names), "a.zip", "zip")
            sizes = {one.name.decode(): one.size for one in members if not one.why}
            hidden = {f"{HIDDEN}{name.decode()}" for name in names}
            assert {name for name in sizes if name.startswith(HIDDEN) and "!" not in name} == hidden, names
            assert sorted(sizes.values()) == sorted((len(MBOX), len(MBOX), len(inner), 4)), names
            shown = {entry.name for entry in Archive(hiding(data, *names)).entries}
            # Without any directory nothing is known to be missing in it.
            assert len(names) == 3 or shown == {
                *hidden,
                *({"one", "two", "three"} - {name.decode() for name in names}),
            }
    damaged = hiding(data, b"one").replace(b"PK\x03\x04\x14", b"PK\x03\x04\xff", 1)
    assert [one.why for one in unpacked(damaged, "a.zip", "zip")[0]].count(HEADLESS) == 1
    assert Archive(damaged).failed == 1


def test_a_length_that_is_too_large_hides_no_member() -> None:
    whole = zipped(one=b"text", two=MBOX)
    first, second = whole.index(b"PK\x01\x02"), whole.rindex(b"PK\x01\x02")
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, second - first, first, 0)
    data = whole[: first + 20] + struct.pack("<I", first - 40) + whole[first + 24 : second] + end
    sizes = {one.name.decode(): one.size for one in unpacked(data, "a.zip", "zip")[0]}
    assert sizes == {"one": 4, f"{HIDDEN}two": len(MBOX)}


def test_a_member_with_a_slash_at_its_end_may_be_a_file() -> None:
    data = zipped(zipfile.ZIP_DEFLATED, mbox=MBOX, **{"box/": b"text", "folder/": b""}).replace(
        b"mbox", b"mbo/"
    )
    members, _ = unpacked(data, "a.zip", "zip")
    assert {one.name: one.size for one in members} == {b"mbo/": len(MBOX), b"box/": 4}
    assert {entry.name for entry in Archive(data).entries} == {"mbo/", "box/"}


@pytest.mark.parametrize("method", [0, 8, 12, 14])
def test_of_a_member_whose_sum_or_length_is_wrong_all_is_read_that_there_is(method: int) -> None:
    whole = zipped(method, mbox=MBOX)
    local, directory = 0, whole.index(b"PK\x01\x02")
    # The sum, the length that is packed, and the length in the directory; then in the header before it.
    for at, packed in ((directory + 16, 0), (directory + 20, 1), (directory + 24, 0), (local + 18, 1)):
        for size in (0, 7, 1 << 20):
            data = whole[:at] + struct.pack("<I", size) + whole[at + 4 :]
            [one] = unpacked(data, "a.zip", "zip")[0]
            assert one.size >= len(MBOX), (at, size)
            assert packed or one.why == WRONG, (at, size)


def test_a_long_name_is_kept_to_its_end() -> None:
    name = "x" * 60_000 + ".mbox"
    for data, kind in (
        (zipped(zipfile.ZIP_DEFLATED, **{name: MBOX}), "zip"),
        (tarred("w", **{name: MBOX}), "tar"),
    ):
        [one] = unpacked(data, "a", kind)[0]
        assert (one.name, one.why) == (name.encode(), ""), kind
    inner = zipped(zipfile.ZIP_DEFLATED, **{name: b"text"})
    sent = b"Content-Type: application/zip; name=%b\n\nx" % (b"y" * 1000 + b".zip")
    assert [part.name for part in zip_reader.read(inner).parts] == [name]
    assert [part.name for part in eml_reader.read(sent).parts] == ["y" * 1000 + ".zip"]
    many = tarred("w", **{f"{at}{'x' * 4000}": b"text" for at in range(9)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unpack, "NAMES", 20_000)
        members, _ = unpacked(many, "a", "tar")
    assert [one.why for one in members] == [""] * 4 + [LONG] * 5


def test_a_tar_archive_that_is_cut_in_a_header_lacks_one_thing() -> None:
    data = tarred("w", a=b"text", **{"x" * 150: b"more"})
    for at in range(1024, data.rindex(b"ustar") + 200, 90):
        members, _ = unpacked(data[:at], "a.tar", "tar")
        assert [one.why for one in members] == ["", UNLISTED], at
