from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.catalogue import detectors
from leftopen.contents.find import Finder
from leftopen.documents.xlsx import reader
from tests.documents.archives import LAUGHS, TYPES, XML, S, row, strings, without_directory, xlsx, zipped
from tests.tier import examples

FINDER = Finder(detectors())
STYLES = (
    f'{XML}<styleSheet {S}><numFmts><numFmt numFmtId="164" formatCode="dd&quot; day &quot;mmm yyyy"/>'
    '<numFmt numFmtId="165" formatCode="[Red]0.0&quot;yd&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
    "</styleSheet>"
)


LINK = '<Relationship Target="mailto:j@x.example" TargetMode="External"/>'


def text(raw: bytes) -> str:
    return reader.read(raw).text


def lines(raw: bytes) -> list[str]:
    return text(raw).splitlines()


def test_cells_stand_behind_the_head_of_their_column() -> None:
    raw = xlsx(row("Name", "SSN") + row("Roe, Jane", 891234567) + row("Poe, John", 892234567))
    assert lines(raw) == [
        "Sheet 1",
        "Name\tSSN",
        "Name = Roe, Jane\tSSN = 891234567",
        "Name = Poe, John\tSSN = 892234567",
    ]
    assert reader.read(raw).failed == 0


def test_a_number_far_below_its_head_is_found_by_it() -> None:
    rows = row("Order", "DoD ID", "DOB", "Phone") + row(*["x" * 50] * 4) * 200
    raw = xlsx(rows + row(1234567890, 1234567891, "1980-02-03", "202 555 0142"))
    assert {(hit.detector, hit.value) for hit in FINDER.find(text(raw))} == {
        ("dod_id", "1234567891"),
        ("birth_date", "1980-02-03"),
        ("phone", "202 555 0142"),
    }


def test_a_table_without_heads_is_taken_as_it_is() -> None:
    assert lines(xlsx(row("a", 1) + row("b", 2)))[1:] == ["a\t1", "b\t2"]


def test_references_say_which_column_it_is() -> None:
    rows = (
        row("A", "B", "C")
        + '<row r="2"><c r="C2"><v>3</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>'
    )
    assert lines(xlsx(rows))[2:] == ["C = 3", "A = 1\tB = 2"]


def test_shared_strings_are_looked_up_and_the_others_follow() -> None:
    shared = strings("SSN", "891-23-4567", "in a sheet that is gone")
    cells = (
        '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row><row><c t="s"><v>99</v></c></row>'
    )
    assert lines(xlsx(cells, others={"sharedStrings.xml": shared}))[1:] == [
        "SSN",
        "SSN = 891-23-4567",
        "in a sheet that is gone",
    ]


def test_rich_strings_are_joined_without_reading_aids() -> None:
    rich = f"{XML}<sst {S}><si><r><t>891-</t></r><r><t>23-4567</t></r><rPh><t>kana</t></rPh></si></sst>"
    assert "891-23-4567" in lines(xlsx("", others={"sharedStrings.xml": rich}))
    assert "kana" not in text(xlsx("", others={"sharedStrings.xml": rich}))


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c s="1"><v>29254</v></c>', "1980-02-03"),
        ('<c s="2"><v>29254.75</v></c>', "1980-02-03"),
        ('<c s="3"><v>29254</v></c>', "29254"),
        ('<c s="1"><v>1E+300</v></c>', "1E+300"),
        ('<c s="1"><v>nan</v></c>', "nan"),
        ("<c><v>8.91234567E8</v></c>", "891234567"),
        ("<c><v>4242424242424242</v></c>", "4242424242424242"),
        ("<c><v>0.5</v></c>", "0.5"),
        ('<c t="str"><f>A1</f><v>made by a formula</v></c>', "made by a formula"),
        ('<c s="x" t="e"><v>#REF!</v></c><c><v>7</v></c>', "7"),
    ],
)
def test_numbers_and_dates_are_as_a_person_sees_them(cell: str, shown: str) -> None:
    assert lines(xlsx(f"<row>{cell}</row>", others={"styles.xml": STYLES}))[1:] == [shown]


def test_days_may_count_from_1904() -> None:
    book = f'{XML}<workbook {S}><workbookPr date1904="1"/></workbook>'
    raw = xlsx('<row><c s="1"><v>27792</v></c></row>', others={"styles.xml": STYLES, "workbook.xml": book})
    assert "1980-02-03" in text(raw)


def test_comments_shapes_pivot_caches_and_links_are_read_too() -> None:
    raw = xlsx(
        row("x"),
        others={
            "comments1.xml": f"<c {S}><comment><text><r><t>no</t></r><r><t>te</t></r></text></comment></c>",
            "drawings/drawing1.xml": '<d xmlns:a="urn:a"><a:p><a:r><a:t>in a shape</a:t></a:r></a:p></d>',
            "pivotCache/pivotCacheRecords1.xml": f'<r {S}><r><s v="Roe"/><n v="891234567"/></r></r>',
            "worksheets/_rels/sheet1.xml.rels": f"<R>{LINK}</R>",
        },
    )
    for shown in ("note", "in a shape", "Roe\t891234567", "mailto:j@x.example"):
        assert shown in text(raw)


def test_one_that_is_cut_off_gives_what_it_has() -> None:
    raw = xlsx(row("SSN") + "".join(row(891000000 + at * 7919) for at in range(1, 5000)))
    assert reader.read(without_directory(raw)).failed == 1
    cut = reader.read(raw[: len(raw) // 2])
    assert "SSN = 891007919" in cut.text
    assert cut.failed == 2


HOSTILE = {
    "two cells far apart": '<row><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>2</v></c></row>',
    "many cells": "<row>" + "<c><v>1</v></c>" * 300_000 + "</row>",
    "deep": "<row>" * 100_000,
    "one string everywhere": "<row>" + '<c t="s"><v>0</v></c>' * 150_000 + "</row>",
    "a long head everywhere": row("h" * 60) + ("<row>" + '<c r="A1"><v>1</v></c>' + "</row>") * 110_000,
    "numbers": "<row><c><v>" + "9" * 3_000_000 + '</v></c><c t="s"><v>' + "9" * 100_000 + "</v></c></row>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_sheets_are_bounded(kind: str) -> None:
    raw = xlsx(HOSTILE[kind], others={"sharedStrings.xml": strings("x" * 30_000)})
    began = time.process_time()
    document = reader.read(raw)
    assert time.process_time() - began < 28
    assert len(document.text) <= 4 * 1024 * 1024
    if kind != "two cells far apart":
        assert kind == "numbers" or document.failed


def test_entities_and_outside_files_are_refused() -> None:
    for sheet in (
        LAUGHS + f"<worksheet {S}>&j;</worksheet>",
        f'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x {S}/>',
    ):
        document = reader.read(zipped({TYPES: "<T/>", "xl/worksheets/sheet1.xml": sheet}))
        assert (document.text, document.failed) == ("", 1)


def test_lines_above_the_heads_are_titles() -> None:
    raw = xlsx(row("Roster") + row("As of May") + row("Name", "SSN") + row("Roe", 891234567))
    assert reader.read(raw).text.splitlines()[-1] == "Name = Roe\tSSN = 891234567"


def test_a_row_of_values_below_one_head_is_no_row_of_heads() -> None:
    raw = xlsx(row("SSN") + row("891-23-4567", "x") + row("891-23-4568", "y"))
    assert reader.read(raw).text.splitlines()[-2:] == ["SSN = 891-23-4567\tx", "SSN = 891-23-4568\ty"]


def test_it_is_recognised_by_name_media_type_or_first_bytes() -> None:
    raw = xlsx(row("x"))
    assert reader.recognises("x", "", raw[:4096])
    assert reader.recognises("a.XLSX", "application/octet-stream", raw[:40])
    assert not reader.recognises("a.xlsx", "", b"<html>")
    (part,) = reader.read(zipped({"a": "b"})).parts
    assert part.media == "application/zip"


RAW = xlsx(row("Name", "SSN") + row("Roe", 891234567), others={"styles.xml": STYLES})


@given(st.binary(max_size=200), st.integers(0, len(RAW)), st.integers(0, len(RAW)))
@settings(max_examples=examples(200), deadline=None)
def test_no_bytes_make_it_raise(noise: bytes, start: int, end: int) -> None:
    reader.read(noise)
    reader.read(RAW[:start] + noise + RAW[end:])


MARKUP = '<c>|</c>|<row>|</row>|<v>|</v>|<is><t>|</t></is>|<c t="s" s="1">|12|-1|1e9|inf|<xf numFmtId="14"/>'
CELL = st.sampled_from(MARKUP.split("|"))


@given(st.lists(CELL).map("".join), st.lists(CELL).map("".join))
@settings(max_examples=examples(300), deadline=None)
def test_no_sheet_makes_it_raise(sheet: str, styles: str) -> None:
    reader.read(xlsx(sheet, others={"styles.xml": styles, "sharedStrings.xml": styles}))
