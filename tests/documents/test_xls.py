from __future__ import annotations

import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.xls import reader
from tests.documents.old_office import (
    SUMMARY,
    excel,
    number,
    record,
    shared,
    start,
    string,
    summary,
    table,
    workbook,
)
from tests.formats.test_drawing_pictures import PNG, blip
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
STYLES = (
    record(0x041E, struct.pack("<H", 164) + string("dd/mm/yyyy"))
    + record(0x00E0, struct.pack("<HH", 0, 0))
    + record(0x00E0, struct.pack("<HH", 0, 164))
)
SHEET = record(0x0085, struct.pack("<IBB", 0, 0, 0) + string("Röster", 1))
ROWS = [
    shared(0, 0, 0), shared(0, 1, 1), shared(0, 2, 2),
    shared(1, 0, 3), number(1, 1, 891234567), number(1, 2, 29_254, 1),
]  # fmt: skip
STRINGS = table("Name", "SSN", "Born", "Łucja Roe", "left over")
BOOK = workbook(ROWS, [STRINGS], SHEET + STYLES)
WHOLE = excel(BOOK, {SUMMARY: summary(author="Jane")})


def test_rows_with_the_heads_of_their_columns() -> None:
    document = reader.read(WHOLE)
    assert document.not_read == 0
    assert document.text.splitlines() == [
        "author = Jane",
        "Röster",
        "Name\tSSN\tBorn",
        "Name = Łucja Roe\tSSN = 891234567\tBorn = 1980-02-03",
        "left over",
    ]


def test_every_kind_of_cell() -> None:
    small = struct.pack("<HHHI", 0, 0, 0, 12345 << 2 | 3)
    smalls = struct.pack("<HH", 1, 0) + struct.pack("<HI", 0, 5 << 2 | 2) * 2 + struct.pack("<H", 1)
    text = b"\0" * 6 + b"\xff\xff"
    half = struct.unpack("<Q", struct.pack("<d", 2.5))[0] >> 32
    cells = [
        record(0x027E, small),
        record(0x00BD, smalls),
        record(0x0006, struct.pack("<HHH", 2, 0, 0) + struct.pack("<d", 4.25) + bytes(8)),
        record(0x0006, struct.pack("<HHH", 3, 0, 0) + text + bytes(8)),
        record(0x0207, string("sum")),
        record(0x0204, struct.pack("<HHH", 4, 0, 0) + string("näme")),
        record(0x027E, struct.pack("<HHHI", 5, 0, 0, half)),
        record(0x027E, struct.pack("<HHHI", 6, 0, 0, 0xFFFFFFFE)),
    ]
    assert reader.read(excel(workbook(cells))).text.split("\n") == [
        "123.45", "5\t5", "4.25", "sum", "näme", "2.5", "-1",
    ]  # fmt: skip


def test_a_shared_string_may_be_cut_anywhere_and_change_its_width() -> None:
    raw = struct.pack("<II", 1, 1) + struct.pack("<HB", len(SSN) + 2, 0) + SSN[:4].encode()
    rest = b"\x01" + (SSN[4:] + "Łł").encode("utf-16-le")
    document = reader.read(excel(workbook([shared(0, 0, 0)], [raw, rest])))
    assert (document.text, document.failed) == (f"{SSN}Łł", 0)


def test_comments_boxes_margins_links_and_what_a_pivot_table_keeps() -> None:
    box = record(0x01B6, struct.pack("<HH6xHH4x", 0, 0, 9, 0), b"\0in a box!", b"\0\0")
    note = record(0x001C, struct.pack("<HHHH", 0, 0, 0, 0) + string("Jane"))
    link = record(0x01B8, bytes(20) + "mailto:jane@unit.example".encode("utf-16-le"))
    margin = record(0x0014, string("&LSECRET"))
    cache = record(0x00CD, string("gone from the sheet"))
    raw = excel(workbook([box, note, link, margin]), {"_SX_DB_CUR": {"0001": cache}})
    document = reader.read(raw)
    assert document.failed == 0
    assert document.text.split("\n") == [
        "in a box!", "Jane", "mailto:jane@unit.example", "&LSECRET", "gone from the sheet",
    ]  # fmt: skip


def test_a_workbook_of_1995_has_texts_in_its_code_page() -> None:
    head = record(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0)) + record(0x0042, struct.pack("<H", 1250))
    cell = record(0x0204, struct.pack("<HHHH", 0, 0, 0, 5) + "Łukaš".encode("cp1250"))
    raw = head + record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0)) + cell
    assert reader.recognises("", "", raw)
    assert reader.read(raw).text == "Łukaš"


def test_an_encrypted_workbook_is_told() -> None:
    raw = excel(start(5) + record(0x002F, bytes(54)) + b"noise", {SUMMARY: summary(author="Jane")})
    document = reader.read(raw)
    assert (document.locked, document.text) == ("Excel with a password", "author = Jane")


def test_one_record_that_is_none_costs_itself() -> None:
    document = reader.read(excel(workbook([record(0x0203, b"\0"), number(0, 0, 7)])))
    assert (document.text, document.failed) == ("7", 1)


def test_one_string_in_every_cell_is_bounded() -> None:
    cells = [shared(at // 256, at % 256, 0) for at in range(20_000)]
    document = reader.read(excel(workbook(cells, [table("x" * 1000)])))
    assert document.failed == 1
    assert len(document.text) <= 4 * 1024 * 1024


@pytest.mark.parametrize("filler", [bytes(4), record(0x3C, b""), record(0x0203, b"")])
def test_small_records_without_end_are_not_quadratic(filler: bytes) -> None:
    def took(count: int) -> float:
        began = time.process_time()
        reader.read(excel(start(5) + filler * count + b"\1"))
        return time.process_time() - began

    took(1000)
    few = took(20_000)
    assert took(160_000) < 60 * few + 0.5, "eight times the bytes"


def test_it_is_recognised_by_its_stream_or_its_name() -> None:
    readers = catalogue.readers()
    for name in ("a.xls", ""):
        assert [one for one in readers if readers[one].recognises(name, "", WHOLE[:4096])] == ["xls"]


@given(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=40))
@settings(max_examples=examples(100), deadline=None)
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    for raw in (WHOLE[:at] + noise + WHOLE[at + len(noise) :], WHOLE[:at], BOOK[: at % len(BOOK)] + noise):
        reader.read(raw)


@given(st.integers(0, len(WHOLE) - 1))
@settings(max_examples=examples(100), deadline=None)
def test_however_it_is_cut_the_loss_is_counted(cut: int) -> None:
    assert reader.read(WHOLE[:cut]).not_read >= 1


def test_pictures_are_parts_over_records_that_go_on() -> None:
    picture = blip(0xF01E, 0x6E0, b"\xff" + PNG)
    stream = workbook([number(0, 0, 5)], head=record(0x00EB, picture[:20], picture[20:]))
    assert [part.data for part in reader.read(excel(stream)).parts] == [PNG]
