from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents import zip as zips
from leftopen.documents.pptx import reader
from tests.documents.archives import LAUGHS, TYPES, XML, zipped
from tests.tier import examples

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
SSN = "-".join(("891", "23", "4567"))


def slide(*runs: str) -> str:
    return (
        f"{XML}<p:sld xmlns:p='p' {A}><a:p>"
        + "".join(f"<a:r><a:t>{run}</a:t></a:r>" for run in runs)
        + "</a:p></p:sld>"
    )


def pptx(others: dict[str, str | bytes]) -> bytes:
    files: dict[str, str | bytes] = {TYPES: f"{XML}<Types/>", "ppt/presentation.xml": f"{XML}<p/>"}
    return zipped(files | others)


FILES: dict[str, str | bytes] = {
    "ppt/slides/slide2.xml": slide("second"),
    "ppt/slides/slide1.xml": slide("SSN ", SSN[:5], SSN[5:]),
    "ppt/notesSlides/notesSlide1.xml": slide("a note"),
    "ppt/embeddings/a.xlsx": b"sheet",
}
WHOLE = pptx(FILES)


def test_slides_in_order_notes_and_embedded_files() -> None:
    document = reader.read(WHOLE)
    assert document.failed == 0
    lines = [line for line in document.text.splitlines() if line]
    assert lines.index(f"SSN {SSN}") < lines.index("second")
    assert "a note" in lines
    assert [(part.name, part.data) for part in document.parts] == [("ppt/embeddings/a.xlsx", b"sheet")]


def test_a_slide_with_entities_is_counted() -> None:
    document = reader.read(pptx({"ppt/slides/slide1.xml": LAUGHS}))
    assert document.failed == 1


def test_a_zip_is_handed_on_as_what_it_is() -> None:
    (part,) = zips.reader.read(WHOLE).parts
    readers = catalogue.readers()
    assert next(name for name in readers if readers[name].recognises("", part.media, WHOLE[:4096])) == "pptx"
    assert reader.read(zipped({"a": "x"})).parts[0].media == "application/zip"


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=20))
@settings(max_examples=examples(100), deadline=None)
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    reader.read(WHOLE[:at] + noise + WHOLE[at + len(noise) :])
    cut = reader.read(WHOLE[:at])
    assert cut.failed or cut.parts


def test_pictures_are_parts() -> None:
    picture = b"\x89PNG\r\n\x1a\n"
    document = reader.read(
        pptx(FILES | {"ppt/media/image1.png": picture, "docProps/thumbnail.jpeg": b"\xff\xd8\xff"})
    )
    assert {part.name: part.data for part in document.parts} == {
        "ppt/embeddings/a.xlsx": b"sheet",
        "ppt/media/image1.png": picture,
        "docProps/thumbnail.jpeg": b"\xff\xd8\xff",
    }
