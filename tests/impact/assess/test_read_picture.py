"""Pictures of a unit: read where OCR is wanted, counted where it is not, and bounded."""

from __future__ import annotations

import io
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.contents.digests import of_value
from leftopen.contents.ocr import OcrFailed, OcrProgram, OcrText
from leftopen.documents.pdf import PAGES_LIMIT
from leftopen.formats.picture import GreyPicture
from leftopen.impact.assess import read_picture
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.position import SharedPosition, new_memory
from leftopen.impact.assess.read_document import read_document
from leftopen.impact.assess.read_picture import FAILS_OF_DOCUMENT, PictureReader, with_entries
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.impact.review.hits import Doubt, hits_of
from leftopen.impact.review.read_place import read_place
from leftopen.model.assessment import Depth, Outcome, UnitResult
from leftopen.model.reader import Part
from tests.contents.cage.programs import sleeping_program
from tests.contents.tesseract import required
from tests.documents.archives import zipped as written
from tests.documents.old_office import powerpoint, slide
from tests.documents.pdf_forms import SF86_FIELDS, SF86_PAGE, form
from tests.formats.drawn_pages import DOD_ID, IBAN, SSN, drawn, saved
from tests.formats.test_drawing_pictures import blip
from tests.formats.test_pdf_pages import joined
from tests.impact.assess.units.test_read_unit import mail, results, zipped

NOBODY = OcrProgram(program="nothing", models="", languages=())
PAGE = drawn()


@pytest.fixture
def contents() -> Contents:
    return Contents.build(catalogue.detectors(), catalogue.readers(), b"k" * 32)


@pytest.fixture
def reader(contents: Contents) -> Iterator[UnitReader]:
    handle = new_memory()
    position = SharedPosition(handle)
    yield UnitReader(contents, position)
    position.close()
    os.close(handle)


def says(text: str) -> PictureReader:
    """Reads the same on every picture."""
    return PictureReader(NOBODY, lambda program, picture: OcrText(text=text, words=1, confidence=90))


def store(folder: Path) -> None:
    """Six pictures: a file, one in a mail, one in a zip in a mail, two pages of a PDF, one of a fax."""
    (folder / "a-scan.png").write_bytes(saved(PAGE))
    inner = zipped(scan=saved(PAGE, format="JPEG"))
    (folder / "b-mail.eml").write_bytes(mail("see below", ("a.jpg", saved(drawn(dpi=140))), ("b.zip", inner)))
    (folder / "c-form.pdf").write_bytes(
        joined(form(SF86_FIELDS, SF86_PAGE), saved(PAGE, drawn(dpi=120), format="PDF"))
    )
    (folder / "d-fax.tif").write_bytes(saved(PAGE.convert("1"), format="TIFF", compression="group4"))


def holding(result: UnitResult, label: str) -> list[tuple[str, str]]:
    return [
        (one.place, one.kind) for one in result.found if any(value.label == label for value in one.values)
    ]


def test_without_ocr_every_picture_is_counted_as_unread(reader: UnitReader, tmp_path: Path) -> None:
    store(tmp_path)
    read, _ = results(reader, tmp_path)
    assert read.pictures == 6
    assert read.outcomes == {"read": 3, "unread": 6}
    assert read.documents == {"image": 6, "eml": 1, "zip": 1, "pdf": 1}


def test_with_ocr_what_was_read_counts_as_read(reader: UnitReader, tmp_path: Path) -> None:
    store(tmp_path)
    reader.pictures = says(f"Social Security Number {SSN}")
    read, _ = results(reader, tmp_path)
    assert read.pictures == 0
    assert read.outcomes == {"read": 9}
    assert read.documents == {"image": 6, "eml": 1, "zip": 1, "pdf": 1}
    places = holding(read, "us_ssn")
    assert [kind for _, kind in places].count("image") == 6
    assert {place for place, kind in places if kind == "image"} == {"0", "1/0", "1/1/0", "2/0", "2/1", "3"}


def test_a_hit_of_a_picture_is_in_doubt(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(saved(PAGE))
    reader.pictures = says(f"Social Security Number {SSN}")
    read, _ = results(reader, tmp_path)
    [document] = read.found
    assert all(Doubt.OCR in hit.doubts for hit in hits_of(document, catalogue.detectors()))


def test_the_pages_of_a_fax_are_parts(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "fax.tif").write_bytes(
        saved(*[drawn(dpi=80 + at).convert("1") for at in range(3)], format="TIFF")
    )
    reader.pictures = says(f"SSN {SSN}")
    read, _ = results(reader, tmp_path)
    assert read.outcomes == {"read": 4}
    assert {place for place, _ in holding(read, "us_ssn")} == {"0/0", "0/1", "0/2"}


def test_the_pages_of_a_scanned_questionnaire_are_one_questionnaire(
    reader: UnitReader, tmp_path: Path
) -> None:
    """Each page has the heading; and another scan is another questionnaire, with the same heading."""
    for name, pages in (("a.pdf", 4), ("b.pdf", 2)):
        drawings = [drawn(dpi=60 + at + pages) for at in range(pages)]
        (tmp_path / name).write_bytes(saved(*drawings, format="PDF"))
    (tmp_path / "c-fax.tif").write_bytes(saved(*(drawn(dpi=50 + at) for at in range(3)), format="TIFF"))
    (tmp_path / "d-copy.pdf").write_bytes((tmp_path / "a.pdf").read_bytes())
    fields = "\n".join(f"{name}: {value}" for name, value in SF86_FIELDS.items())
    reader.pictures = says(f"{SF86_PAGE}\n{fields}\n")
    read, _ = results(reader, tmp_path)
    added = AssessmentSummary()
    added.add(read)
    forms = added.labels["sf86"]
    assert (len(forms.distinct), forms.documents, forms.occurrences) == (3, 4, 4)
    assert added.labels["us_ssn"].documents == 4 + 2 + 3 + 4
    assert len(added.labels["us_ssn"].distinct) == 1


def test_hostile_pictures_have_each_one_outcome(reader: UnitReader, tmp_path: Path) -> None:
    whole = saved(PAGE, format="JPEG")
    (tmp_path / "a-cut.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b-bomb.tif").write_bytes(
        saved(Image.new("1", (12_000, 12_000)), format="TIFF", compression="group4")
    )
    (tmp_path / "c-pixel.gif").write_bytes(saved(Image.new("L", (1, 1)), format="GIF"))
    (tmp_path / "d-empty.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "e-photo.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    reader.pictures = says("text")
    read, _ = results(reader, tmp_path)
    assert read.outcomes == {"carved": 1, "failed": 2, "read": 1, "unread": 1}
    assert read.documents == {"image": 5}
    assert read.pictures == 1
    assert [one.why for one in read.failures] == ["image: more than 72,000,000 pixels", "image: damaged"]


def test_a_scan_with_more_pages_than_are_read_is_not_damaged() -> None:
    scan = io.BytesIO()
    Image.new("L", (200, 260), 90).save(scan, "PDF")
    with pikepdf.open(scan) as one, pikepdf.new() as book:
        for _ in range(PAGES_LIMIT + 5):
            book.pages.append(one.pages[0])
        many = io.BytesIO()
        book.save(many)
    part = Part(name="scan.pdf", media="", data=many.getvalue())
    reading = read_document(part, catalogue.readers(), lambda page: pytest.fail("not yet"))
    assert (reading.outcome, len(reading.parts), reading.lost) == (Outcome.CARVED, PAGES_LIMIT, 5)
    assert all(page.page for page in reading.parts)


def test_a_page_is_no_page_because_a_mail_says_so(reader: UnitReader, tmp_path: Path) -> None:
    """Only the reader of PDF files makes pages of it: an attachment can't hide its text as one."""
    (tmp_path / "a.eml").write_bytes(mail("hello", ("page 1", form(SF86_FIELDS, SF86_PAGE))))
    reader.pictures = says("nothing")
    read, _ = results(reader, tmp_path)
    assert ("0/0", "pdf") in holding(read, "us_ssn")


def test_a_document_on_which_ocr_fails_too_often_is_given_up() -> None:
    asked = []

    def fails(program: OcrProgram, picture: GreyPicture) -> OcrText:
        asked.append(picture)
        raise OcrFailed("image: too slow")

    reader = PictureReader(NOBODY, fails)
    reader.begin_unit()
    part = Part(name="", media="", data=saved(drawn(dpi=20)))
    whys = [reader.read(part).why for _ in range(FAILS_OF_DOCUMENT + 3)]
    assert whys.count("image: too slow") == len(asked) == FAILS_OF_DOCUMENT
    assert len(set(whys)) == 2
    reader.begin_document()
    assert reader.read(part).why == "image: too slow"


def test_a_document_with_too_many_pictures_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_picture, "OF_DOCUMENT", 3)
    reader = says("text")
    reader.begin_unit()
    part = Part(name="", media="", data=saved(drawn(dpi=20)))
    assert [reader.read(part).outcome.value for _ in range(5)] == ["read"] * 3 + ["failed"] * 2


def test_the_lines_of_a_form_become_entries_and_those_of_a_table_stay() -> None:
    assert with_entries(f"Name\tJane Roe\nSSN:\t{SSN}\nSF 86") == f"Name: Jane Roe\nSSN: {SSN}\nSF 86"
    for table in (f"Name\tSSN\nJane Roe\t{SSN}", f"Name\tJane\tRoe\n\t\n{SSN}\t", ""):
        assert with_entries(table) == table


def test_a_worker_reads_pictures_inside_its_limits(contents: Contents, tmp_path: Path) -> None:
    """A real worker and the real program: drawn numbers are found, in a file, a mail and a PDF."""
    program = required()
    (tmp_path / "a.png").write_bytes(saved(PAGE))
    (tmp_path / "b.eml").write_bytes(mail("see the scan", ("a.jpg", saved(PAGE, format="JPEG"))))
    (tmp_path / "c.pdf").write_bytes(saved(PAGE, format="PDF"))
    found = inventory([tmp_path])
    sources = dict(enumerate(found.files))
    worker = WorkerProcess(b"k" * 32, ocr=program)
    try:
        result = worker.run(found.units[0], sources, Depth.DEEP, lambda: False, lambda piece: None)
    finally:
        worker.close()
    assert result is not None
    assert result.outcomes == {"read": 5}
    for label, value in (("us_ssn", SSN), ("dod_id", DOD_ID), ("iban", IBAN)):
        assert {place for place, _ in holding(result, label)} == {"0", "1/0", "2/0"}, label
        digests = {one.digest for document in result.found for one in document.values if one.label == label}
        assert len(digests) == 1, value
        assert of_value(contents.key, label, value.replace(" ", "")).startswith(digests.pop().hex())
    # Name, numbers and address of the form belong to one person.
    for document in [one for one in result.found if one.kind == "image"]:
        assert {value.label for one in document.people for value in one.values} >= {"us_ssn", "dod_id"}
        assert len(document.people) == 1
    read = read_place("2/0", found.units, sources, ocr=program)
    assert SSN in read.text
    assert read_place("2/0", found.units, sources).why


def sleeping(folder: Path) -> tuple[Path, Path, str]:
    """A store with a picture, an OCR program that sleeps, so that neither of its own limits ends it soon, and
    the word by which it is known."""
    store, name = folder / "store", f"tesseract-{secrets.token_hex(8)}"
    store.mkdir()
    (store / "a.png").write_bytes(saved(PAGE))
    program = sleeping_program(folder, name)
    return store, program, str(program)


def test_a_worker_that_is_killed_takes_its_ocr_program_along(tmp_path: Path) -> None:
    store, program, asleep = sleeping(tmp_path)
    found = inventory([store])
    sleeps = OcrProgram(program=str(program), models="", languages=("eng",))
    worker = WorkerProcess(b"k" * 32, idle=1.5, ocr=sleeps)
    seen = []

    def never() -> bool:
        """Asked several times a second, while the worker waits."""
        seen.append(running(asleep))
        return False

    try:
        result = worker.run(
            found.units[0],
            dict(enumerate(found.files)),
            Depth.DEEP,
            never,
            lambda piece: None,
        )
    finally:
        worker.close()
    assert any(seen)
    assert result is not None
    assert result.outcomes == {"failed": 1}
    assert not running(asleep)


ALONE = """
import sys
from pathlib import Path
from leftopen.contents.ocr import OcrProgram
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.model.assessment import Depth

store, program = map(Path, sys.argv[1:])
found = inventory([store])
worker = WorkerProcess(bytes(32), ocr=OcrProgram(program=str(program), models="", languages=("eng",)))
worker.run(found.units[0], dict(enumerate(found.files)), Depth.DEEP, lambda: False, lambda piece: None)
"""


def test_a_worker_whose_parent_is_killed_ends_with_its_ocr_program(tmp_path: Path) -> None:
    store, program, asleep = sleeping(tmp_path)
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.defpath}
    with subprocess.Popen([sys.executable, "-c", ALONE, str(store), str(program)], env=environment) as parent:
        try:
            assert by(30.0, lambda: running(asleep))
        finally:
            parent.kill()
    assert by(15.0, lambda: not running(asleep))


def by(seconds: float, happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.05)
    return happened()


def running(word: str) -> bool:
    """Whether a process has this as its name."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if file.read_bytes().split(b"\0")[0] == word.encode():
                return True
    return False


def test_pictures_in_documents_are_read_too(reader: UnitReader, tmp_path: Path) -> None:
    """One in a document of Word, and one in a presentation of 1997."""
    files: dict[str, str | bytes] = {"[Content_Types].xml": "<T/>", "word/document.xml": "<w/>"}
    (tmp_path / "a.docx").write_bytes(written(files | {"word/media/image1.png": saved(PAGE)}))
    picture = blip(0xF01D, 0x46A, b"\xff" + saved(PAGE, format="JPEG"))
    (tmp_path / "b.ppt").write_bytes(powerpoint(slide("see below"), more={"Pictures": picture}))
    reader.pictures = says(f"Social Security Number {SSN}")
    read, _ = results(reader, tmp_path)
    assert read.outcomes == {"read": 4}
    assert holding(read, "us_ssn") == [("0/0", "image"), ("1/0", "image")]
