from __future__ import annotations

import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.catalogue import readers
from leftopen.documents import docx, pdf, xlsx
from leftopen.documents.zip import PARTS_LIMIT, reader
from leftopen.formats.zip_archive import INFLATED
from tests.documents import archives
from tests.documents.archives import overlapping, without_directory, zipped
from tests.tier import examples

FILES = {"a.txt": "SSN 891-23-4567", "folder/b.csv": "1,2\n"}


def test_each_file_is_a_part_with_its_name() -> None:
    document = reader.read(zipped(FILES))
    assert {part.name: part.data.decode() for part in document.parts} == FILES
    assert (document.text, document.failed) == ("", 0)


def test_one_that_is_cut_off_gives_what_it_has_and_counts_the_rest() -> None:
    document = reader.read(without_directory(zipped(FILES)))
    assert {part.name: part.data.decode() for part in document.parts} == FILES
    assert document.failed == 1


def test_what_is_sealed_is_counted_and_named() -> None:
    raw = bytearray(zipped(FILES))
    for at in (raw.index(b"PK\x01\x02"), raw.rindex(b"PK\x01\x02")):
        raw[at + 8] |= 1
    document = reader.read(bytes(raw))
    assert (document.parts, document.text) == ((), "a.txt\nfolder/b.csv")
    assert (document.failed, document.sealed, document.unread) == (0, 2, 0)


def test_names_are_text_whatever_they_say() -> None:
    names = ("../../etc/passwd", "/root", "C:\\x", "a\x1b[2J", "x" * 5000)
    document = reader.read(zipped(dict.fromkeys(names, "x")))
    assert [part.name for part in document.parts] == list(names)


def test_bombs_are_cut_and_counted() -> None:
    began = time.process_time()
    for bomb in (
        zipped({"a": b"\0" * (64 * 1024 * 1024)}),
        zipped({f"{at}": b"\0" * (4 * 1024 * 1024) for at in range(12)}),
        overlapping(60_000, b"\0" * (1024 * 1024)),
    ):
        document = reader.read(bomb)
        assert sum(len(part.data) for part in document.parts) <= INFLATED
        assert document.failed > 0
    assert time.process_time() - began < 30


def test_many_files_are_cut_and_counted() -> None:
    document = reader.read(zipped({str(at): "x" for at in range(PARTS_LIMIT + 7)}))
    assert (len(document.parts), document.failed) == (PARTS_LIMIT, 7)
    assert len(document.text.split()) == 7


@pytest.mark.parametrize(
    ("raw", "other"),
    [(archives.docx(archives.paragraph("x")), docx), (archives.xlsx(archives.row("x")), xlsx)],
)
def test_office_files_are_handed_on_as_what_they_are(raw: bytes, other: object) -> None:
    (part,) = reader.read(raw).parts
    assert part.data == raw
    name = next(name for name in readers() if readers()[name].recognises("", part.media, raw[:4096]))
    assert readers()[name] is vars(other)["reader"]


def test_it_is_recognised_by_its_first_bytes_though_a_pdf_follows() -> None:
    raw = zipped({"a.pdf": b"%PDF-1.7"}, zipfile.ZIP_STORED)
    assert reader.recognises("x", "application/octet-stream", raw[:4096])
    assert not pdf.reader.recognises("x", "", raw[:4096])
    assert reader.recognises("x", "", zipped({}))
    assert not reader.recognises("x.zip", "application/zip", b"<html>")


RAW = zipped(FILES)


@given(st.binary(max_size=200), st.integers(0, len(RAW)), st.integers(0, len(RAW)))
@settings(max_examples=examples(200), deadline=None)
def test_no_bytes_make_it_raise(noise: bytes, start: int, end: int) -> None:
    reader.read(noise)
    reader.read(RAW[:start] + noise + RAW[end:])


@given(st.integers(0, len(RAW)))
def test_however_it_is_cut_the_rest_is_counted(cut: int) -> None:
    document = reader.read(RAW[:cut])
    assert document.failed >= (cut < len(RAW))
