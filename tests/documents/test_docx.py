from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents.docx import reader
from leftopen.formats.zip_archive import Archive
from tests.documents.archives import (
    LAUGHS,
    RELATIONS,
    XML,
    W,
    docx,
    paragraph,
    without_directory,
    zipped,
)
from tests.tier import examples

TABLE = "<w:tbl><w:tr>{}</w:tr></w:tbl>"


def text(raw: bytes) -> str:
    return reader.read(raw).text


def unzipped(raw: bytes) -> dict[str, bytes]:
    archive = Archive(raw)
    return {entry.name: archive.read(entry)[0] for entry in archive.entries}


def test_a_value_split_by_formatting_is_one() -> None:
    document = reader.read(docx(paragraph("SSN 891", "-23-", "4567") + paragraph("next")))
    assert document.text.strip() == "SSN 891-23-4567\nnext"
    assert document.failed == 0


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc"),
        ("<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>", "gone"),
        ('<w:p><w:r><w:instrText> HYPERLINK "mailto:j@x" </w:instrText></w:r></w:p>', "mailto:j@x"),
        (
            '<w:sdt><w:sdtPr><w:alias w:val="SSN"/></w:sdtPr>' + paragraph("891234567") + "</w:sdt>",
            "SSN = 891234567",
        ),
        (
            '<w:p><w:r><w:fldChar><w:ffData><w:name w:val="DOB"/><w:textInput><w:default w:val="1980-02-03"/>'
            "</w:textInput></w:ffData></w:fldChar></w:r></w:p>",
            "DOB = 1980-02-03",
        ),
        (
            TABLE.format("<w:tc>" + paragraph("one") + "</w:tc><w:tc>" + paragraph("two") + "</w:tc>"),
            "one\ntwo",
        ),
        (paragraph("a &lt; b &#169; &amp;"), "a < b © &"),
    ],
)
def test_what_a_person_reads_is_text(body: str, shown: str) -> None:
    assert shown in text(docx(body))


def test_the_second_copy_for_older_programs_is_left_out() -> None:
    choice = f"<mc:Choice>{paragraph('boxed')}</mc:Choice><mc:Fallback>{paragraph('boxed')}</mc:Fallback>"
    body = f'<w:p><w:r><mc:AlternateContent xmlns:mc="urn:x">{choice}</mc:AlternateContent></w:r></w:p>'
    assert text(docx(body)).count("boxed") == 1


def test_headers_notes_comments_and_properties_are_read_too() -> None:
    parts = {
        name: f"<w:x {W}>{paragraph(f'in {name}')}</w:x>" for name in ("header1", "footnotes", "comments")
    }
    files = unzipped(docx("", **parts))
    files["docProps/core.xml"] = f'{XML}<p xmlns:dc="urn:d"><dc:creator>Jane Roe</dc:creator></p>'.encode()
    files["docProps/custom.xml"] = (
        f'{XML}<Properties xmlns:vt="urn:v"><property name="EDIPI">'
        "<vt:lpwstr>1234567890</vt:lpwstr></property></Properties>"
    ).encode()
    files["word/_rels/document.xml.rels"] = (
        f"{XML}<Relationships {RELATIONS}>"
        '<Relationship Id="a" Target="mailto:j@x.example" TargetMode="External"/>'
        '<Relationship Id="b" Target="styles.xml"/></Relationships>'
    ).encode()
    shown = text(zipped(files))
    for part in ("in header1", "in footnotes", "in comments", "creator = Jane Roe", "EDIPI = 1234567890"):
        assert part in shown
    assert "mailto:j@x.example" in shown
    assert "styles.xml" not in shown


def test_what_is_embedded_is_a_part() -> None:
    files = {"[Content_Types].xml": b"<T/>", "word/document.xml": b"<d/>", "word/embeddings/a.xlsx": b"PK"}
    assert [(part.name, part.data) for part in reader.read(zipped(files)).parts] == [
        ("word/embeddings/a.xlsx", b"PK")
    ]


def test_one_that_is_cut_off_gives_what_it_has() -> None:
    raw = docx("".join(paragraph(f"line {at}: {at * at}") for at in range(3000)))
    whole = reader.read(without_directory(raw))
    assert "line 2999" in whole.text
    assert whole.failed == 1
    cut = reader.read(raw[: len(raw) // 2])
    assert "line 100: 10000\n" in cut.text
    assert "line 2999" not in cut.text
    assert cut.failed == 2


def test_a_strict_document_has_other_namespaces_and_is_read_the_same() -> None:
    files = {name: data.decode() for name, data in unzipped(docx(paragraph("SSN 891-23-4567"))).items()}
    old, new = "schemas.openxmlformats.org", "purl.oclc.org/ooxml"
    assert "SSN 891-23-4567" in text(zipped({name: data.replace(old, new) for name, data in files.items()}))


@pytest.mark.parametrize(
    "document",
    [
        LAUGHS + f"<w:document {W}><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:document>",
        f'<!DOCTYPE x SYSTEM "file:///etc/passwd"><w:document {W}/>',
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document {W}><w:t>&e;</w:t></w:document>',
        f"<w:document {W}>" + "<w:p>" * 500_000,
        f"<w:document {W}>" + "<w:p/>" * 1_200_000 + "</w:document>",
        f'<w:document {W} a="' + "x" * 9_000_000 + '"/>',
    ],
    ids=["laughs", "dtd", "entity", "deep", "wide", "attribute"],
)
def test_hostile_xml_is_bounded_and_counted(document: str) -> None:
    began = time.process_time()
    read = reader.read(zipped({"[Content_Types].xml": "<T/>", "word/document.xml": document}))
    assert time.process_time() - began < 28
    assert read.failed >= 1
    assert len(read.text) <= 4 * 1024 * 1024
    assert "root:" not in read.text


def test_long_text_has_its_rest_as_parts() -> None:
    lines = "".join(paragraph("x" * 1000) for _ in range(5_000))
    read = reader.read(docx(lines + paragraph("SSN 891-23-4567")))
    assert (len(read.text) <= 4 * 1024 * 1024, read.failed) == (True, 0)
    [rest] = read.parts
    assert (rest.media, rest.data.count(b"891-23-4567")) == ("text/plain", 1)


def test_an_archive_that_only_says_it_is_a_document_is_handed_on() -> None:
    raw = zipped({"a.txt": "SSN 891-23-4567"})
    assert reader.recognises("a.docx", "", raw)
    (part,) = reader.read(raw).parts
    assert (part.media, part.data) == ("application/zip", raw)
    assert not reader.recognises("", part.media, raw)


def test_it_is_recognised_by_name_media_type_or_first_bytes() -> None:
    raw = docx(paragraph("x"))
    assert reader.recognises("x", "", raw[:4096])
    assert reader.recognises("a.DOCX", "application/octet-stream", raw[:40])
    assert not reader.recognises("a.docx", "", b"<html>")


RAW = docx(paragraph("SSN 891-23-4567"), header1=f"{XML}<w:hdr {W}>{paragraph('x')}</w:hdr>")


@given(st.binary(max_size=200), st.integers(0, len(RAW)), st.integers(0, len(RAW)))
@settings(max_examples=examples(200), deadline=None)
def test_no_bytes_make_it_raise(noise: bytes, start: int, end: int) -> None:
    reader.read(noise)
    reader.read(RAW[:start] + noise + RAW[end:])


@given(st.text(alphabet="<>/ w:ptr&;#x!-[]CDAT\"'=é\x00", max_size=200) | st.binary(max_size=200))
@settings(max_examples=examples(300), deadline=None)
def test_no_xml_makes_it_raise(inside: str | bytes) -> None:
    reader.read(zipped({"[Content_Types].xml": "<T/>", "word/document.xml": inside}))


def test_pictures_are_parts() -> None:
    files = unzipped(docx(paragraph("x"))) | {"word/media/image1.png": b"\x89PNG\r\n\x1a\n"}
    assert [part.name for part in reader.read(zipped(files)).parts] == ["word/media/image1.png"]
