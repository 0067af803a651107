"""Compound files: what is written is read, whatever is damaged is counted, nothing runs without end."""

from __future__ import annotations

import io
import struct

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.formats.compound_file import CompoundFile, NotCompound
from tests.documents.ole_files import Tree, ole
from tests.tier import examples

TREE: Tree = {
    "small": b"abc",
    "empty": b"",
    "folder": {"large": bytes(range(256)) * 40, "inner": {"x": b"y"}},
}
WHOLE = ole(TREE)


def entry_at(raw: bytes, name: str) -> int:
    return raw.index(name.encode("utf-16-le") + b"\0\0")


def patched(raw: bytes, at: int, form: str, *values: int) -> bytes:
    changed = bytearray(raw)
    struct.pack_into(form, changed, at, *values)
    return bytes(changed)


def test_streams_by_their_path() -> None:
    file = CompoundFile(WHOLE)
    assert file.lost == 0
    assert list(file.below(())) == ["small", "empty", "folder"]
    assert sorted(file.storages) == [(), ("folder",), ("folder", "inner")]
    assert file.read(("small",)) == (b"abc", True)
    assert file.read(("empty",)) == (b"", True)
    assert file.read(("folder", "large")) == (bytes(range(256)) * 40, True)
    assert file.read(("folder", "inner", "x")) == (b"y", True)
    assert file.read(("none",)) == (b"", False)


def test_many_sectors_are_listed_in_sectors_of_their_own() -> None:
    """From 6.8 MB on the head has no room for the list. olefile, written apart from this, agrees."""
    data = bytes(range(251)) * 20_000
    raw = ole({"large": data})
    assert CompoundFile(raw).read(("large",)) == (data, True)
    other = olefile.OleFileIO(io.BytesIO(raw))
    assert other.openstream("large").read() == data


def test_a_chain_that_runs_in_a_circle_gives_no_more_than_its_size() -> None:
    at = WHOLE.rindex(b"\xfd\xff\xff\xff") // 512 * 512
    circle = WHOLE
    for sector in range(100):
        circle = patched(circle, at + 4 * sector, "<I", sector)
    try:
        file = CompoundFile(circle)
    except NotCompound:
        return
    for path in file.streams:
        assert len(file.read(path)[0]) <= len(circle)


def test_a_stream_larger_than_the_file_is_not_whole() -> None:
    raw = patched(WHOLE, entry_at(WHOLE, "large") + 120, "<I", 0x7FFFFFFF)
    content, whole = CompoundFile(raw).read(("folder", "large"))
    assert not whole
    assert len(content) <= len(raw)


def test_all_streams_together_have_a_limit() -> None:
    file = CompoundFile(WHOLE, room=15_000)
    assert file.read(("folder", "large"))[1]
    assert file.read(("folder", "large")) == (b"", False)


def test_an_entry_that_is_its_own_parent_is_listed_once_and_counted() -> None:
    raw = patched(WHOLE, entry_at(WHOLE, "inner") + 76, "<I", 3)
    file = CompoundFile(raw)
    assert file.lost >= 1
    assert len(file.streams) <= 4


def test_a_lost_entry_is_counted() -> None:
    """The first of the root has no neighbour any more."""
    file = CompoundFile(patched(WHOLE, entry_at(WHOLE, "small") + 72, "<I", 0xFFFFFFFF))
    assert list(file.below(())) == ["small"]
    assert file.lost == 5


def test_a_hundred_thousand_entries_side_by_side() -> None:
    file = CompoundFile(ole({f"s{at}": b"" for at in range(60_000)}))
    assert len(file.streams) + file.lost >= 49_999


@pytest.mark.parametrize(
    "raw", [b"", WHOLE[:8], WHOLE[:600], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)]
)
def test_what_has_no_directory_is_no_compound_file(raw: bytes) -> None:
    with pytest.raises(NotCompound):
        CompoundFile(raw)


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=16))
@settings(max_examples=examples(150), deadline=None)
def test_no_bytes_make_it_raise_anything_else(at: int, noise: bytes) -> None:
    for raw in (WHOLE[:at] + noise + WHOLE[at + len(noise) :], WHOLE[:at]):
        try:
            file = CompoundFile(raw)
        except NotCompound:
            continue
        for path in file.streams:
            file.read(path)


@given(st.integers(0, len(WHOLE) - 1))
@settings(max_examples=examples(200), deadline=None)
def test_however_it_is_cut_something_is_not_whole(at: int) -> None:
    try:
        file = CompoundFile(WHOLE[:at])
    except NotCompound:
        return
    assert file.lost or not all(file.read(path)[1] for path in file.streams)
