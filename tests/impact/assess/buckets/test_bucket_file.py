"""A file of a bucket reads as the same file on this machine does."""

from __future__ import annotations

import hashlib
import io
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.mbox_lines import mail_starts
from leftopen.impact.assess.buckets.bucket_file import BucketFile, BucketStream, SourceChanged
from leftopen.impact.assess.buckets.bucket_inventory import bucket_inventory
from leftopen.impact.assess.source_channel import SourceClient, SourceServer
from leftopen.model.assessment import SourceFile, UnitKind
from leftopen.model.bucket import (
    BucketPlace,
    BucketStopped,
    ListedObject,
    ObjectChanged,
    ObjectUnreadable,
    StoreKind,
)

PLACE = BucketPlace(
    kind=StoreKind.S3, bucket="records", prefix="", endpoint="http://127.0.0.1", host="127.0.0.1", port=80
)
MAIL = b"From a@b.c Mon Jan  1 10:11:12 2023\nFrom: a@b.c\nSubject: made up\n\nbody\n\n"


def source(data: bytes, name: str = "one") -> SourceFile:
    return SourceFile(path=PLACE.path(name), size=len(data), changed=1, etag="tag")


def kept(data: bytes) -> Callable[[bytes, int, int], bytes]:
    def ask(path: bytes, start: int, length: int) -> bytes:
        assert 0 <= start < start + length <= len(data)
        return data[start : start + length]

    return ask


@given(
    data=st.binary(max_size=200),
    start=st.integers(-5, 210),
    end=st.integers(-5, 210),
    block=st.integers(1, 40),
    around=st.tuples(st.integers(0, 210), st.integers(-1, 210), st.integers(1, 50), st.integers(0, 90)),
)
def test_slices_and_searches_are_those_of_bytes(
    data: bytes, start: int, end: int, block: int, around: tuple[int, int, int, int]
) -> None:
    first, last, near, room = around
    file = BucketFile(source(data), kept(data), block, first=first, last=last, near=near, kept=room)
    assert file[start:end] == data[start:end]
    assert len(file) == len(data)
    if 0 <= start <= end <= len(data):
        for mark in (b"\n", b"\0", data[3:5]):
            assert file.find(mark, start, end) == data.find(mark, start, end)
            assert file.rfind(mark, start, end) == data.rfind(mark, start, end)


@given(
    data=st.binary(max_size=300),
    steps=st.lists(st.tuples(st.integers(0, 320), st.integers(0, 90)), max_size=9),
)
def test_a_stream_reads_and_seeks(data: bytes, steps: list[tuple[int, int]]) -> None:
    stream = io.BufferedReader(BucketStream(BucketFile(source(data), kept(data), 37)), 16)
    other = io.BytesIO(data)
    for at, length in steps:
        assert stream.seek(at) == other.seek(at)
        assert stream.read(length) == other.read(length)
        assert stream.tell() == other.tell()
    assert stream.seek(0, io.SEEK_END) == len(data)


def test_mails_begin_at_the_same_places_and_little_is_kept() -> None:
    data = MAIL * 400
    asked: list[int] = []

    def ask(path: bytes, start: int, length: int) -> bytes:
        asked.append(start)
        return data[start : start + length]

    file = BucketFile(source(data), ask, 1000, kept=6000)
    assert list(mail_starts(file, 0, len(data))) == list(mail_starts(data, 0, len(data)))
    assert len(list(mail_starts(file, 0, len(data)))) == 400
    assert sum(map(len, file._kept.values())) <= 6000


@given(
    data=st.binary(max_size=300), looks=st.lists(st.integers(0, 300), max_size=6), block=st.integers(1, 40)
)
def test_the_digest_is_that_of_the_whole_whatever_was_looked_at_before(
    data: bytes, looks: list[int], block: int
) -> None:
    file = BucketFile(source(data), kept(data), block, kept=60)
    for at in looks:
        assert file[at : at + 9] == data[at : at + 9]
    assert file.sha256() == file.sha256() == hashlib.sha256(data).hexdigest()


def test_what_is_read_in_its_order_is_fetched_once_for_its_digest_too() -> None:
    data = random.Random(5).randbytes(10_000)
    asked: list[tuple[int, int]] = []

    def ask(path: bytes, start: int, length: int) -> bytes:
        asked.append((start, length))
        return data[start : start + length]

    file = BucketFile(source(data), ask, 1000, kept=1000)
    assert file[:] == data
    assert file.sha256() == hashlib.sha256(data).hexdigest()
    assert asked == [(at, 1000) for at in range(0, 10_000, 1000)]


def test_of_the_neighbours_of_a_range_little_is_fetched() -> None:
    data = bytes(100_000)
    asked: list[tuple[int, int]] = []

    def ask(path: bytes, start: int, length: int) -> bytes:
        asked.append((start, length))
        return data[start : start + length]

    file = BucketFile(source(data), ask, 8_000, first=32_000, last=64_000, near=100)
    assert len(file[31_999:64_250]) == 32_251
    assert asked == [
        (31_900, 100), (32_000, 8_000), (40_000, 8_000), (48_000, 8_000), (56_000, 8_000), (64_000, 100),
        (64_100, 200),
    ]  # fmt: skip
    assert len(file[64_300:100_000]) == 35_700
    assert max(length for _, length in asked) == 8_000


def test_a_changed_object_is_a_changed_source() -> None:
    def ask(path: bytes, start: int, length: int) -> bytes:
        raise ObjectChanged

    with pytest.raises(SourceChanged, match="changed since the inventory"):
        BucketFile(source(b"abc"), ask)[:]


def test_a_worker_gets_ranges_of_its_unit_and_nothing_else() -> None:
    data = random.Random(7).randbytes(5000)
    server = SourceServer(lambda path, start, length, etag: data[start : start + length])
    client = SourceClient(server._workers.detach())
    mine, another = source(data), source(data, "another")
    server.begin([mine])
    assert client.read(mine.path, 17, 900) == data[17:917]
    for path, start, length in (
        (another.path, 0, 1),
        (mine.path, -1, 2),
        (mine.path, 4999, 2),
        (mine.path, 0, 0),
        (b"/etc/passwd", 0, 1),
    ):
        with pytest.raises(OSError, match="not a range of a file of this unit"):
            client.read(path, start, length)
    client.close()
    server.close()


def test_a_worker_is_lent_files_of_its_unit_for_reading_and_nothing_else(tmp_path: Path) -> None:
    """Not what took the place of one."""
    mine, another, pipe, gone = (tmp_path / name for name in ("mine", "another", "pipe", "gone"))
    mine.write_bytes(b"mine")
    another.write_bytes(b"another")
    os.mkfifo(pipe)
    listed = [SourceFile(path=bytes(file), size=4, changed=1, etag="") for file in (mine, pipe, gone)]
    server = SourceServer()
    client = SourceClient(server._workers.detach())
    server.begin(listed)
    for _ in range(3):
        with client.open(bytes(mine)) as file:
            assert file.read() == b"mine"
            with pytest.raises(OSError, match="Bad file descriptor"):
                os.write(file.fileno(), b"x")
    with pytest.raises(OSError, match="not a range of a file of this unit"):
        client.open(bytes(another))
    with pytest.raises(OSError, match="No such file"):
        client.open(bytes(gone))
    with pytest.raises(ObjectChanged):
        client.open(bytes(pipe))
    server.begin([])
    with pytest.raises(OSError, match="not a range of a file of this unit"):
        client.open(bytes(mine))
    client.close()
    server.close()


@pytest.mark.parametrize(
    ("raised", "expected", "told"),
    [
        (ObjectChanged(), ObjectChanged, "^$"),
        (ObjectUnreadable("gone"), OSError, "gone"),
        (BucketStopped("expired"), OSError, "can't be read any more"),
    ],
)
def test_what_fails_is_told(raised: Exception, expected: type[Exception], told: str) -> None:
    def read(path: bytes, start: int, length: int, etag: str) -> bytes:
        raise raised

    server = SourceServer(read)
    client = SourceClient(server._workers.detach())
    server.begin([source(b"abc")])
    with pytest.raises(expected, match=told):
        client.read(PLACE.path("one"), 0, 2)
    assert (server.stopped is raised) == isinstance(raised, BucketStopped)
    client.close()
    server.close()


def test_objects_are_cut_into_units_by_name_and_beginning(tmp_path: Path) -> None:
    large = 5 * 1024 * 1024
    heads = {"b/plain": MAIL, "c/notes.txt": b"text\n" * 100, "d/scan.pdf": b"%PDF-1.7\n" * 100}
    sizes = {"a.mbox": 900, **dict.fromkeys(heads, large), "small": 10}
    read: list[bytes] = []

    def ask(path: bytes, start: int, length: int, etag: str) -> bytes:
        read.append(path)
        return heads[path.decode().removeprefix("s3://records/")][:length]

    listed = [ListedObject(key=key, size=size, changed=1, etag=f"e{size}") for key, size in sizes.items()]
    listed.append(ListedObject(key="no-tag", size=3, changed=1, etag=""))
    listed += [ListedObject(key=f"odd-tag-{tag!r}", size=3, changed=1, etag=tag) for tag in ("a\nb", "é")]
    found = bucket_inventory(PLACE, listed, ask)
    assert [one.path for one in found.files] == sorted(PLACE.path(key) for key in sizes)
    assert sorted(read) == sorted(map(PLACE.path, heads))
    assert ["ETag" in why for _, why in found.skipped] == [True] * 3
    kinds = {found.files[at].path.decode(): unit.kind for unit in found.units for at in unit.files}
    assert kinds == {
        "s3://records/a.mbox": UnitKind.MBOX,
        "s3://records/b/plain": UnitKind.MBOX,
        "s3://records/c/notes.txt": UnitKind.RAW,
        "s3://records/d/scan.pdf": UnitKind.FILES,
        "s3://records/small": UnitKind.FILES,
    }
