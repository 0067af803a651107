from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.doc import reader
from tests.documents.old_office import SUMMARY, excel, number, summary, word, workbook
from tests.documents.ole_files import ole
from tests.formats.test_drawing_pictures import PNG, blip
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
LINK = '\x13 HYPERLINK "mailto:jane.roe@unit.example" \x14write\x15'
PIECES = (f"Roster\rSSN {SSN[:5]}", f"{SSN[5:]}\r", "Łukasz\x07born 1980\x07\x07\r", LINK)
NATIVE = (
    b"\x02\x00a.txt\0C:\\a.txt\0\0\0\x03\x00"
    + struct.pack("<I", 4)
    + b"tmp\0"
    + struct.pack("<I", 5)
    + b"deep!"
)
OBJECTS = {
    "_1": {"\x01Ole10Native": struct.pack("<I", len(NATIVE)) + NATIVE},
    "_2": {"Package": b"PK\x03\x04"},
    "_3": {"Workbook": workbook([number(0, 0, 7)])},
}
WHOLE = word(PIECES, {SUMMARY: summary(title="leave", author="José Roe"), "ObjectPool": OBJECTS})


def test_the_pieces_in_the_order_of_the_document() -> None:
    document = reader.read(WHOLE)
    assert document.not_read == 0
    assert document.text.splitlines() == [
        "title = leave",
        "author = José Roe",
        "Roster",
        f"SSN {SSN}",
        "Łukasz\tborn 1980",
        "",
        '  HYPERLINK "mailto:jane.roe@unit.example"  write',
    ]


def test_embedded_files_are_parts() -> None:
    native, package, sheet = reader.read(WHOLE).parts
    assert (native.name, native.data) == ("a.txt", b"deep!")
    assert package.data == b"PK\x03\x04"
    assert catalogue.readers()["xls"].read(sheet.data).text == "7"


def test_a_document_embedded_in_another_is_read_with_it() -> None:
    inner = {"WordDocument": b"\xdc\xa5" + bytes(22) + struct.pack("<II", 32, 37) + b"inner"}
    assert reader.read(word(["outer"], {"ObjectPool": {"_1": inner}})).text == "outer\ninner"


def test_it_is_recognised_by_the_name_of_its_stream_or_its_own() -> None:
    readers = catalogue.readers()
    for name, media in (("a.doc", ""), ("", "application/msword"), ("", "")):
        found = [one for one in readers if readers[one].recognises(name, media, word(["x"])[:4096])]
        assert found == ["doc"]
    assert not reader.recognises("a.doc", "", b"{\\rtf1 }")


def test_an_encrypted_document_is_told_with_what_is_open_in_it() -> None:
    document = reader.read(word(["noise"], {SUMMARY: summary(author="Jane")}, flags=0x0100))
    assert (document.locked, document.text) == ("Word with a password", "author = Jane")


def test_what_is_no_document_of_word_is_passed_on_as_what_it_is() -> None:
    raw = excel(workbook([]))
    (part,) = reader.read(raw).parts
    assert (part.media, part.data) == ("application/vnd.ms-excel", raw)


def test_a_document_without_its_list_of_pieces_is_carved() -> None:
    document = reader.read(ole({"WordDocument": b"\xec\xa5" + bytes(30) + f"SSN {SSN}".encode() * 200}))
    assert document.carved
    assert SSN in document.text


def test_a_million_pieces_of_the_same_bytes_are_bounded() -> None:
    count = 20_000
    main = bytearray(2048)
    struct.pack_into("<HHHHH", main, 0, 0xA5EC, 193, 0, 0, 0)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    table = b"".join(struct.pack("<I", at * 1000) for at in range(count + 1))
    table += struct.pack("<HIH", 0, 0x40000000, 0) * count
    struct.pack_into("<II", main, 0x01A2, 0, len(table) + 5)
    document = reader.read(
        ole({"WordDocument": bytes(main), "1Table": b"\x02" + struct.pack("<I", len(table)) + table})
    )
    assert document.failed
    assert len(document.text) <= 4 * 1024 * 1024


@given(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=40))
@settings(max_examples=examples(100), deadline=None)
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    for raw in (WHOLE[:at] + noise + WHOLE[at + len(noise) :], WHOLE[:at], noise + WHOLE[:at]):
        reader.read(raw)


@given(st.integers(0, len(WHOLE) - 1))
@settings(max_examples=examples(100), deadline=None)
def test_however_it_is_cut_the_loss_is_counted(cut: int) -> None:
    assert reader.read(WHOLE[:cut]).not_read >= 1


def test_pictures_in_a_line_and_beside_lines_are_parts() -> None:
    made = word(["text"], {"Data": b"before" + blip(0xF01E, 0x6E0, b"\xff" + PNG)})
    assert [part.data for part in reader.read(made).parts] == [PNG]
