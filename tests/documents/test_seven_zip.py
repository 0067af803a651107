from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.seven_zip import reader
from tests.documents.seven_zip_files import (
    COPY,
    ENCRYPTED,
    LZMA,
    LZMA2,
    PPMD,
    archive,
    directory,
    number,
    seven_zip,
    streams,
)
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
FILES = {"a.txt": f"SSN {SSN}".encode() * 20, "folder/łb.csv": b"1,2\n" * 300}
WHOLE = seven_zip(FILES, LZMA2, LZMA)


@pytest.mark.parametrize("method", [COPY, LZMA, LZMA2])
@pytest.mark.parametrize("outer", [b"", LZMA])
def test_each_file_is_a_part_with_its_name(method: bytes, outer: bytes) -> None:
    document = reader.read(seven_zip(FILES, method, outer))
    assert {part.name: part.data for part in document.parts} == FILES
    assert (document.text, document.not_read) == ("", 0)


def test_what_is_packed_in_another_way_is_named_and_counted_as_unread() -> None:
    document = reader.read(seven_zip(FILES, PPMD))
    assert (document.parts, document.text) == ((), "a.txt\nfolder/łb.csv")
    assert (document.failed, document.sealed, document.unread) == (0, 0, 2)


def test_what_is_encrypted_is_named_and_counted_as_sealed() -> None:
    document = reader.read(seven_zip(FILES, ENCRYPTED))
    assert document.text == "a.txt\nfolder/łb.csv"
    assert (document.failed, document.sealed, document.unread) == (0, 2, 0)


def test_an_archive_with_encrypted_names_is_encrypted_as_a_whole() -> None:
    document = reader.read(seven_zip(FILES, COPY, ENCRYPTED))
    assert (document.locked, document.parts, document.not_read) == ("7z with a password", (), 1)


def test_a_damaged_file_costs_itself() -> None:
    raw = bytearray(seven_zip(FILES, COPY))
    raw[40] ^= 1
    document = reader.read(bytes(raw))
    assert len(document.parts) == 2
    assert document.failed == 1


def test_a_bomb_is_bounded_and_counted() -> None:
    document = reader.read(seven_zip({"a": bytes(64 * 1024 * 1024), "b": b"x"}))
    assert document.failed == 2
    assert sum(len(part.data) for part in document.parts) <= 8 * 1024 * 1024


@pytest.mark.parametrize(
    "listed",
    [
        b"\1\5" + number(1 << 40),
        b"\1\4\7\x0b" + number(1 << 60),
        b"\1\4" + streams(0, 1, 1, COPY, b"", b"\x08\x0d" + number(400_000) + b"\0") + b"\0",
        b"\x17" + streams(0, 1, 1 << 40, LZMA2, b"\x08"),
        b"\1\4\6\0\0\0\7\x0b\1\0\x09\0",
    ],
)
def test_a_directory_that_promises_too_much_is_damaged(listed: bytes) -> None:
    document = reader.read(archive(b"x", listed))
    assert (document.parts, document.failed) == ((), 1)


def test_it_is_recognised_by_its_first_bytes() -> None:
    readers = catalogue.readers()
    assert [one for one in readers if readers[one].recognises("", "", WHOLE[:64])] == ["seven_zip"]


@given(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=20))
@settings(max_examples=examples(100), deadline=None)
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    for raw in (WHOLE[:at] + noise + WHOLE[at + len(noise) :], noise):
        reader.read(raw)


@given(st.data())
@settings(max_examples=examples(150), deadline=None)
def test_no_directory_makes_it_raise(data: st.DataObject) -> None:
    body, listed = directory(FILES)
    at = data.draw(st.integers(0, len(listed)))
    noise = data.draw(st.binary(min_size=1, max_size=12))
    reader.read(archive(body, listed[:at] + noise + listed[at + len(noise) :]))


@given(st.integers(0, len(WHOLE) - 1))
@settings(max_examples=examples(100), deadline=None)
def test_however_it_is_cut_the_loss_is_counted(cut: int) -> None:
    assert reader.read(WHOLE[:cut]).not_read >= 1
