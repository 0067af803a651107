from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.rar import reader
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
TEXT = f"SSN {SSN}".encode()


def block(kind: int, flags: int, body: bytes = b"", data: bytes = b"") -> bytes:
    return struct.pack("<HBHH", 0, kind, flags, 7 + len(body)) + body + data


def file_4(name: str, data: bytes, method: int = 0x30, flags: int = 0) -> bytes:
    raw = name.encode()
    body = struct.pack("<IIBIIBBHI", len(data), len(data), 3, 0, 0, 29, method, len(raw), 0) + raw
    return block(0x74, flags | 0x8000, body, data)


def version_4(*files: bytes, flags: int = 0) -> bytes:
    return b"Rar!\x1a\x07\x00" + block(0x73, flags, bytes(6)) + b"".join(files) + block(0x7B, 0x4000)


def block_5(kind: int, body: bytes, extra: bytes = b"", data: bytes = b"") -> bytes:
    flags = 1 * bool(extra) + 2 * bool(data)
    head = bytes([kind, flags]) + bytes([len(extra)] * bool(extra)) + bytes([len(data)] * bool(data))
    head += body + extra
    return bytes(4) + bytes([len(head)]) + head + data


def file_5(name: str, data: bytes, method: int = 0, extra: bytes = b"") -> bytes:
    raw = name.encode()
    info = method << 7
    body = bytes([4, len(data), 0]) + bytes(4) + bytes([info & 0x7F | 0x80, info >> 7, 0, len(raw)]) + raw
    return block_5(2, body, extra, data)


def version_5(*files: bytes) -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + block_5(1, b"\0") + b"".join(files) + block_5(5, b"\0")


OLD = version_4(file_4("a.txt", TEXT), file_4("b.txt", b"packed", 0x33), file_4("c.txt", b"xx", 0x30, 4))
NEW = version_5(file_5("a.txt", TEXT), file_5("b.txt", b"packed", 3), file_5("ł.txt", b"xx", 0, b"\2\1\0"))


@pytest.mark.parametrize(("raw", "sealed"), [(OLD, "c.txt"), (NEW, "ł.txt")])
def test_what_is_stored_is_read_and_the_rest_named_and_counted(raw: bytes, sealed: str) -> None:
    document = reader.read(raw)
    assert [(part.name, part.data) for part in document.parts] == [("a.txt", TEXT)]
    assert document.text == f"b.txt\n{sealed}"
    assert (document.failed, document.sealed, document.unread) == (0, 1, 1)


@pytest.mark.parametrize("raw", [version_4(flags=0x80), b"Rar!\x1a\x07\x01\x00" + block_5(4, bytes(30))])
def test_an_archive_with_encrypted_names_is_encrypted_as_a_whole(raw: bytes) -> None:
    assert reader.read(raw).locked == "RAR with a password"


def test_it_is_recognised_by_its_first_bytes() -> None:
    readers = catalogue.readers()
    for raw in (OLD, NEW):
        assert [one for one in readers if readers[one].recognises("", "", raw[:64])] == ["rar"]


@given(st.sampled_from((OLD, NEW)), st.integers(0, 200), st.binary(min_size=1, max_size=20))
@settings(max_examples=examples(150), deadline=None)
def test_no_bytes_make_it_raise(whole: bytes, at: int, noise: bytes) -> None:
    for raw in (whole[:at] + noise + whole[at + len(noise) :], noise, whole[:8] + noise):
        reader.read(raw)


@given(st.sampled_from((OLD, NEW)), st.data())
def test_however_it_is_cut_the_loss_is_counted(whole: bytes, data: st.DataObject) -> None:
    assert reader.read(whole[: data.draw(st.integers(0, len(whole) - 8))]).not_read >= 1
