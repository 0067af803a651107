"""One picture, or a page of a PDF that is one, to its text by OCR, within bounds for each document and each
unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leftopen.contents.ocr import OcrFailed, OcrProgram, OcrText, read_text
from leftopen.formats.pdf_pages import page_picture
from leftopen.formats.picture import GreyPicture, UnreadablePicture, grey_picture, pages
from leftopen.impact.assess.read_document import Reading
from leftopen.impact.people.headings import heading
from leftopen.model.assessment import Outcome
from leftopen.model.reader import Part

KIND = "image"
OF_DOCUMENT, OF_UNIT = 1_000, 20_000
"""Pictures that are read."""
FAILS_OF_DOCUMENT, FAILS_OF_UNIT = 5, 50
"""Pictures on which OCR may fail, such as by taking all of its time: then no more of them are read."""


@dataclass(slots=True)
class PictureReader:
    """Of one worker. Call `begin_unit` and `begin_document` before the first picture of each."""

    program: OcrProgram
    read_text: Callable[[OcrProgram, GreyPicture], OcrText] = read_text
    _unit: int = 0
    _document: int = 0
    _unit_fails: int = 0
    _document_fails: int = 0

    def begin_unit(self) -> None:
        self._unit = self._unit_fails = 0
        self.begin_document()

    def begin_document(self) -> None:
        self._document = self._document_fails = 0

    def read(self, part: Part) -> Reading:
        """Raises MemoryError. A picture with several pages has each as a part."""
        if why := self._spent():
            return Reading(kind=KIND, outcome=Outcome.FAILED, why=why)
        try:
            inside, lost = ((), 0) if part.page else pages(part.data)
            if inside:
                parts = tuple(
                    Part(name=f"page {number}", media="image/png", data=data)
                    for number, data in enumerate(inside, 1)
                )
                return Reading(kind=KIND, outcome=Outcome.READ, parts=parts, lost=lost)
            return self._read(page_picture(part.data) if part.page else grey_picture(part.data))
        except UnreadablePicture as error:
            outcome = Outcome.UNREAD if error.unknown else Outcome.FAILED
            return Reading(kind=KIND, outcome=outcome, why=str(error))

    def _read(self, picture: GreyPicture) -> Reading:
        self._document += 1
        self._unit += 1
        try:
            found = self.read_text(self.program, picture)
        except OcrFailed as error:
            self._document_fails += 1
            self._unit_fails += 1
            return Reading(kind=KIND, outcome=Outcome.FAILED, why=str(error))
        if picture.cut:
            why = "image: damaged or cut; what there is of it was read"
            return Reading(kind=KIND, outcome=Outcome.CARVED, why=why, text=with_entries(found.text))
        return Reading(kind=KIND, outcome=Outcome.READ, text=with_entries(found.text))

    def _spent(self) -> str:
        """Why no more pictures are read; '' while they are."""
        if self._document >= OF_DOCUMENT or self._unit >= OF_UNIT:
            return f"image: {OF_DOCUMENT:,} pictures are read of one document, {OF_UNIT:,} of one unit"
        if self._document_fails >= FAILS_OF_DOCUMENT or self._unit_fails >= FAILS_OF_UNIT:
            return "image: OCR failed on too many others of the same document or unit"
        return ""


def with_entries(text: str) -> str:
    """A line of a form that has a label and beside it its value as `label: value`, as forms are read. The
    head of a table with two columns is two labels, and its rows have none: they stay as they are."""
    return "\n".join(_entry(line) for line in text.split("\n"))


def _entry(line: str) -> str:
    label, tab, value = line.partition("\t")
    labels = bool(tab) and "\t" not in value and heading(label) is not None and heading(value) is None
    return f"{label.rstrip(':')}: {value}" if labels else line
