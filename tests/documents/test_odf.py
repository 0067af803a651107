from __future__ import annotations

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.odf import reader
from tests.documents.archives import LAUGHS, XML, zipped
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
NAMES = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:xlink="x" xmlns:dc="d"'


def odf(body: str, kind: str = "text") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("mimetype"), f"application/vnd.oasis.opendocument.{kind}")
        made.writestr("content.xml", f"{XML}<office:body {NAMES}>{body}</office:body>")
        made.writestr("styles.xml", f"{XML}<office:s {NAMES}><text:p>a footer</text:p></office:s>")
        made.writestr("meta.xml", f"{XML}<office:m {NAMES}><dc:creator>Jane Roe</dc:creator></office:m>")
    return out.getvalue()


WHOLE = odf(
    f"<text:p>SSN <text:span>{SSN[:5]}</text:span>{SSN[5:]}</text:p>"
    "<text:a xlink:href='mailto:jane@x.example'>mail</text:a>"
)


def test_text_with_its_footer_links_and_author() -> None:
    document = reader.read(WHOLE)
    assert document.failed == 0
    assert f"SSN {SSN}\n" in document.text
    assert "mailto:jane@x.example" in document.text
    assert "a footer" in document.text
    assert "Jane Roe" in document.text


def test_the_cells_of_a_row_are_one_line() -> None:
    cells = "".join(
        f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in ("name", "Roe")
    )
    text = reader.read(odf(f"<table:table-row>{cells}</table:table-row>", "spreadsheet")).text
    assert text.split("\n\n")[0].split() == ["name", "Roe"]


def test_entities_are_refused_and_counted() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", LAUGHS)
    assert reader.read(out.getvalue()).failed == 1


def test_it_is_recognised_by_its_first_file() -> None:
    readers = catalogue.readers()
    assert next(name for name in readers if readers[name].recognises("a.zip", "", WHOLE[:4096])) == "odf"
    assert not reader.recognises("a.odt", "", b"text")


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=20))
@settings(max_examples=examples(100), deadline=None)
def test_what_is_cut_is_counted_and_nothing_raises(at: int, noise: bytes) -> None:
    assert reader.read(WHOLE[:at]).failed >= 1
    reader.read(WHOLE[:at] + noise + WHOLE[at + len(noise) :])


def test_one_with_a_password_is_encrypted() -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    files = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "noise"}
    document = reader.read(zipped(files | {"META-INF/manifest.xml": manifest}))
    assert (document.locked, document.text) == ("OpenDocument with a password", "")


def test_pictures_and_objects_that_are_files_are_parts() -> None:
    files: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.text"}
    inside: dict[str, str | bytes] = {
        "Pictures/1.png": b"png",
        "Object 1": b"sheet",
        "Thumbnails/thumbnail.png": b"small",
    }
    drawn: dict[str, str | bytes] = {
        "Object 2/content.xml": f"{XML}<a>in it</a>",
        "ObjectReplacements/Object 2": b"drawn",
        "settings.xml": "x",
    }
    document = reader.read(zipped(files | inside | drawn))
    assert {part.name: part.data for part in document.parts} == inside
    assert "in it" in document.text
