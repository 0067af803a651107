from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents import tar
from leftopen.documents.tar import reader
from tests.tier import examples

FILES = {"a.txt": b"one", "folder/" + "b" * 150 + ".csv": b"1,2\n" * 400}


def tarred(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


WHOLE = tarred(FILES)


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_each_file_is_a_part_with_its_name(form: int) -> None:
    document = reader.read(tarred(FILES, form))
    assert {part.name: part.data for part in document.parts} == FILES
    assert document.failed == 0


def test_names_are_text_whatever_they_say() -> None:
    names = ("../../etc/passwd", "/root", "x" * 5000)
    document = reader.read(tarred(dict.fromkeys(names, b"x")))
    assert [part.name for part in document.parts] == ["../../etc/passwd", "/root", "x" * 255]


def test_many_files_are_cut_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tar, "FILES_LIMIT", 3)
    document = reader.read(tarred({str(at): b"x" for at in range(10)}))
    assert (len(document.parts), document.failed) == (3, 7)


def test_a_size_that_is_not_true_is_counted() -> None:
    raw = bytearray(tarred({"a": b"one"}))
    raw[124:136] = b"77777777777\0"
    raw[148:156] = b"%06o\0 " % (sum(raw[:148]) + 256 + sum(raw[156:512]))
    document = reader.read(bytes(raw))
    assert document.failed >= 1
    assert sum(len(part.data) for part in document.parts) <= len(raw)


def test_it_is_recognised_by_its_mark() -> None:
    assert reader.recognises("x", "", WHOLE[:4096])
    assert not reader.recognises("x.tar", "", b"text" * 200)
    old = bytearray(WHOLE[:512])
    old[257:265] = bytes(8)
    old[148:156] = b"%06o\0 " % (sum(old[:148]) + 256 + sum(old[156:]))
    assert reader.recognises("x.tar", "", bytes(old))


@given(st.integers(0, len(WHOLE)), st.binary(max_size=40))
@settings(max_examples=examples(150), deadline=None)
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    reader.read(WHOLE[:at])
    reader.read(WHOLE[:at] + noise + WHOLE[at + len(noise) :])
    reader.read(noise)


# The files of this archive and their headers; what follows is empty.
CONTENT = WHOLE.rindex(b"1,2\n") + 4


@given(st.integers(0, CONTENT - 1))
@settings(max_examples=examples(100), deadline=None)
def test_however_it_is_cut_the_loss_is_counted(cut: int) -> None:
    assert reader.read(WHOLE[:cut]).failed >= 1


def test_a_header_that_is_cut_is_one_loss_wherever_it_is_cut() -> None:
    """The header of the second file, behind the one of its long name."""
    start = 4 * 512
    assert WHOLE[start + 257 : start + 262] == b"ustar"
    counted = {cut: reader.read(WHOLE[: start + cut]).failed for cut in range(1, 512)}
    assert {cut: failed for cut, failed in counted.items() if failed != 1} == {}


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize("damaged", [0, 2])
def test_behind_a_damaged_header_reading_goes_on(form: int, damaged: int) -> None:
    files = {f"{at}.txt": b"%d" % at for at in range(5)}
    raw = bytearray(tarred(files, form))
    raw[damaged * 1024 + 10] ^= 0xFF
    document = reader.read(bytes(raw))
    kept = {name: data for name, data in files.items() if name != f"{damaged}.txt"}
    assert {part.name: part.data for part in document.parts} == kept
    assert document.failed == 1
