"""Pages of a PDF that show pictures are told from those with text, and each is a file of its own."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents.pdf import reader
from leftopen.formats.pdf_pages import page_picture, pages_alone
from leftopen.formats.picture import SHARP, UnreadablePicture
from tests.documents.pdf_forms import SF86_FIELDS, SF86_PAGE, form
from tests.formats.drawn_pages import drawn, saved

SCAN = saved(drawn(), drawn(dpi=100), format="PDF")


def joined(*files: bytes) -> bytes:
    book = pikepdf.new()
    for file in files:
        book.pages.extend(pikepdf.open(io.BytesIO(file)).pages)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_pages_without_text_are_named() -> None:
    assert reader.read(SCAN).pictures == (0, 1)
    assert reader.read(SCAN).not_read == 2
    mixed = joined(form(SF86_FIELDS, SF86_PAGE), SCAN, form({}))
    assert reader.read(mixed).pictures == (1, 2)


def test_a_stamp_beside_the_picture_makes_no_page_of_text_of_it() -> None:
    book = pikepdf.open(io.BytesIO(SCAN))
    for page, answer in zip(book.pages, (b"RECEIVED 2019", b"word " * 40), strict=True):
        page.Resources.Font = pikepdf.Dictionary(
            F1=pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        page.contents_add(book.make_stream(b"BT /F1 9 Tf 40 20 Td (%s) Tj ET" % answer))
    out = io.BytesIO()
    book.save(out)
    found = reader.read(out.getvalue())
    assert found.pictures == (0,)
    assert "RECEIVED 2019" in found.text


def test_a_page_alone_is_always_the_same_bytes() -> None:
    first = pages_alone(SCAN, (0, 1))
    assert [number for number, _ in first] == [0, 1]
    assert first == pages_alone(SCAN, (0, 1))
    assert all(reader.read(page).pictures == (0,) for _, page in first)
    found = page_picture(first[0][1])
    assert not found.blank
    assert found.width * found.height <= SHARP * 1.01


def test_pictures_of_other_pages_are_not_taken_along() -> None:
    """As scanners write it: one list of pictures for all pages."""
    book = pikepdf.open(io.BytesIO(saved(*[drawn(dpi=60 + at) for at in range(30)], format="PDF")))
    shared = pikepdf.Dictionary()
    for at, page in enumerate(book.pages):
        [(name, picture)] = page.Resources.XObject.items()
        shared[f"/P{at}"] = picture
        page.Contents = book.make_stream(
            page.Contents.read_bytes().replace(name.encode(), f"/P{at}".encode())
        )
    every = book.make_indirect(pikepdf.Dictionary(XObject=shared))
    for page in book.pages:
        page.obj.Resources = every
    out = io.BytesIO()
    book.save(out)
    pages = pages_alone(out.getvalue(), range(30))
    assert len(pages) == 30
    assert sum(len(page) for _, page in pages) < 3 * len(out.getvalue())


@pytest.mark.hostile("H6")
def test_a_page_as_large_as_a_field_is_drawn_small() -> None:
    book = pikepdf.open(io.BytesIO(SCAN))
    book.pages[0].MediaBox = pikepdf.Array([0, 0, 14_400, 14_400])
    book.pages[0].UserUnit = 50
    out = io.BytesIO()
    book.save(out)
    found = page_picture(out.getvalue())
    assert found.width * found.height <= SHARP * 1.01


def test_pages_that_are_not_there_are_left_out() -> None:
    assert pages_alone(SCAN, (0, 7)) == pages_alone(SCAN, (0,))
    assert pages_alone(b"%PDF-1.7 broken", (0,)) == []
    with pytest.raises(UnreadablePicture):
        page_picture(b"%PDF-1.7 broken")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_damage_raises_nothing_else(data: st.DataObject) -> None:
    hurt = bytearray(saved(drawn(dpi=20), format="PDF"))
    for _ in range(data.draw(st.integers(0, 6))):
        hurt[data.draw(st.integers(0, len(hurt) - 1))] = data.draw(st.integers(0, 255))
    pages_alone(bytes(hurt), reader.read(bytes(hurt)).pictures)
    try:
        page_picture(bytes(hurt))
    except UnreadablePicture as error:
        assert str(error).startswith("image: ")
