from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.ole import reader
from tests.documents.old_office import excel, powerpoint, slide, word, workbook
from tests.documents.ole_files import Item, Tree, msg, ole

SSN = "-".join(("891", "23", "4567"))
OTHER: Tree = {"VisioDocument": f"SSN {SSN} ".encode() * 10, "Embeddings": {"1": {"Package": b"PK\x03\x04"}}}
FILES = {
    "doc": word(["x"]),
    "xls": excel(workbook([])),
    "ppt": powerpoint(slide("x")),
    "msg": msg(Item(properties={0x1000: "x"})),
}


@pytest.mark.parametrize("kind", FILES)
def test_old_office_files_and_mails_are_passed_on_to_their_reader(kind: str) -> None:
    (part,) = reader.read(FILES[kind]).parts
    readers = catalogue.readers()
    assert [one for one in readers if readers[one].recognises("", part.media, part.data[:64])] == [kind]
    assert not any(inner.data == part.data for inner in readers[kind].read(part.data).parts)


def test_of_any_other_the_runs_of_text_are_searched() -> None:
    document = reader.read(ole(OTHER))
    assert document.carved
    assert SSN in document.text
    assert [part.data for part in document.parts] == [b"PK\x03\x04"]


@pytest.mark.parametrize(
    ("stream", "how"),
    [("EncryptedPackage", "Office with a password"), ("\x09DRMContent", "rights-managed mail")],
)
def test_an_encrypted_file_is_told(stream: str, how: str) -> None:
    raw = ole({stream: bytes(5000), "EncryptionInfo": b"\4\0\4\0"})
    assert reader.recognises("a.docx", "", raw[:4096])
    assert reader.read(raw).locked == how


@given(st.binary(max_size=2000))
def test_no_bytes_make_it_raise(noise: bytes) -> None:
    reader.read(noise)
    reader.read(ole(OTHER)[:512] + noise)
