from __future__ import annotations

import random
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.formats.zip_archive import FREE, INFLATED, RATIO, Archive
from leftopen.formats.zip_entries import LISTED
from tests.documents.archives import overlapping, without_directory, zipped
from tests.tier import examples

FILES = {"a.txt": "one " * 500, "b/c.txt": "two", "b/": "", "é.txt": "three"}
READ = {"a.txt": b"one " * 500, "b/c.txt": b"two", "é.txt": b"three"}


def contents(data: bytes) -> dict[str, tuple[bytes, bool]]:
    archive = Archive(data)
    return {entry.name: archive.read(entry) for entry in archive.entries}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("piped", [False, True])
@pytest.mark.parametrize("cut", [False, True])
def test_entries_are_read_by_the_directory_or_without_it(method: int, piped: bool, cut: bool) -> None:
    raw = zipped(FILES, method, piped)
    data = without_directory(raw) if cut else raw
    assert contents(data) == {name: (content, True) for name, content in READ.items()}
    assert Archive(data).failed == int(cut)


def test_a_program_in_front_does_not_move_the_entries() -> None:
    assert contents(b"MZ" * 500 + zipped(FILES))["b/c.txt"] == (b"two", True)


def test_a_cut_entry_is_read_as_far_as_it_goes_and_said_to_be_cut() -> None:
    raw = zipped({"first": "whole", "second": "".join(str(number) for number in range(5000))})
    at = raw.index(b"second")
    content, whole = contents(raw[: at + 3000])["second"]
    assert content.startswith(b"0123456789101112")
    assert len(content) > 3000
    assert not whole
    assert contents(raw[: at + 3000])["first"] == (b"whole", True)


def test_what_is_before_a_broken_place_is_kept() -> None:
    raw = bytearray(zipped({"a": "".join(str(number) for number in range(20000))}))
    raw[20000:20010] = b"\xff" * 10
    content, whole = contents(bytes(raw))["a"]
    assert content.startswith(b"01234567891011")
    assert not whole


def test_a_sealed_or_strange_entry_is_not_read() -> None:
    raw = bytearray(zipped({"a": "secret"}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert contents(bytes(raw)) == {"a": (b"", False)}
    raw = bytearray(zipped({"a": "text"}))
    raw[raw.index(b"PK\x01\x02") + 10] = 97
    assert contents(bytes(raw)) == {"a": (b"", False)}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_of_python_and_of_7zip_are_read(method: int) -> None:
    assert contents(zipped({"a": "text"}, method)) == {"a": (b"text", True)}


def test_a_bomb_is_inflated_to_a_hundred_times_its_size() -> None:
    raw = zipped({"a": b"\0" * (64 * 1024 * 1024)})
    content, whole = contents(raw)["a"]
    assert len(content) <= max(FREE, RATIO * len(raw))
    assert not whole


def test_a_large_archive_is_read_whole() -> None:
    large = random.Random(1).randbytes(INFLATED + FREE)
    assert contents(zipped({"a": large}))["a"] == (large, True)


def test_entries_that_share_their_bytes_are_inflated_to_the_limit_of_all() -> None:
    archive = Archive(overlapping(5000, b"x" * FREE))
    assert len(archive.entries) == LISTED
    assert archive.failed == 5000 - LISTED
    began = time.process_time()
    assert sum(len(archive.read(entry)[0]) for entry in archive.entries) <= INFLATED
    assert time.process_time() - began < 23


def test_a_directory_that_lies_is_not_followed() -> None:
    raw = bytearray(zipped(FILES))
    end = raw.index(b"PK\x05\x06")
    for place, value in (
        (end + 10, b"\xff\xff"),
        (end + 12, b"\xff\xff\xff\x7f"),
        (end + 16, b"\xff\xff\xff\x7f"),
    ):
        lying = bytearray(raw)
        lying[place : place + len(value)] = value
        assert contents(bytes(lying)) == {name: (content, True) for name, content in READ.items()}


def test_many_headers_are_listed_in_linear_time() -> None:
    began = time.process_time()
    archive = Archive(b"PK\x03\x04" * 1_000_000)
    assert len(archive.entries) <= LISTED
    assert time.process_time() - began < 23


RAW = zipped(FILES, piped=True) + zipped({"x": "y" * 100}, zipfile.ZIP_STORED)


@given(st.binary(max_size=300), st.integers(0, len(RAW)), st.integers(0, len(RAW)))
@settings(max_examples=examples(300), deadline=None)
def test_no_bytes_make_it_raise(noise: bytes, start: int, end: int) -> None:
    for data in (
        noise,
        RAW[:start] + noise + RAW[end:],
        b"PK\x03\x04" + noise,
        noise + b"PK\x05\x06" + noise,
    ):
        contents(data)
