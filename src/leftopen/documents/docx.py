"""Word documents: body, headers, footers, notes, comments, deleted text, fields and link targets as text.

Runs of one paragraph are joined, so a value split by formatting becomes one value again. The name of a form
field or content control precedes its value. Embedded files (sheets, mails) and pictures are parts.
`failed` counts pieces that could not be read completely, plus 1 for a truncated file.
"""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.formats import office, office_xml
from leftopen.formats.office_text import plain_xml, token_pattern, written
from leftopen.formats.zip_archive import Archive
from leftopen.model.reader import Document, Part, Reader

# Embedded files and pictures, and complete imported pages (`altChunk`).
PARTS = ("word/embeddings/", "word/afchunk", "word/media/", office.THUMBNAIL)
# Formatting, not content.
LOOKS = ("styles", "settings", "fontTable", "webSettings", "numbering", "theme/", "media/")
BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
TEXTS = frozenset({"t", "delText", "instrText", "delInstrText"})
TOKENS = token_pattern("|".join(sorted(TEXTS)), "p|tr|comment", "|".join(BREAKS))
# Forms, copies for older programs, and breaks in the text of a drawing.
RARE = ("Fallback", "alias", "ffData", "<a:br")


def recognises(name: str, media: str, first: bytes) -> bool:
    return office.looks_like(office.DOCX, name, media, first)


def read(data: bytes) -> Document:
    """Never raises."""
    archive = Archive(data)
    if office.kind_of(archive) != office.DOCX:
        return Document(text="", parts=(Part(name="", media=office.ZIP_MEDIA, data=data),))
    steps = (
        (_is_writing, _written),
        (office.is_property, office_xml.properties),
        (_is_links, office_xml.links),
    )
    return office.document(archive, *office.read_steps(archive, steps), PARTS)


def _is_writing(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml") and not name[5:].startswith(LOOKS)


def _is_links(name: str) -> bool:
    return name.startswith("word/_rels/") and name.endswith(".rels")


def _written(raw: bytes, whole: bool) -> tuple[str, bool]:
    plain = plain_xml(raw, whole)
    if plain is not None and not any(name in plain for name in RARE):
        text = written(plain, TOKENS, BREAKS)
        if text is not None:
            return text, True
    return write_events(raw, whole)


def write_events(raw: bytes, whole: bool) -> tuple[str, bool]:
    """The same for any file."""
    writing = Writing()
    events = office_xml.Events(start=writing.start, end=writing.end, text=writing.text)
    read_well = office_xml.read_xml(raw, whole, events)
    return "".join(writing.pieces), read_well


class Writing:
    """The text collected while the XML is parsed. Not a record: it never leaves this file."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._inside: list[str] = []
        self._skipped = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        around = self._inside[-1] if self._inside else ""
        self._inside.append(name)
        if name == "Fallback":
            # A copy of the same text, for older programs.
            self._skipped += 1
        elif name in BREAKS and around == "r":
            self._write(BREAKS[name])
        elif name == "alias" or (name == "name" and around == "ffData"):
            self._write(f"\n{attributes.get('val', '')} = ")
        elif name in ("result", "default") and around in ("textInput", "ddList"):
            self._write(attributes.get("val", ""))

    def end(self, name: str) -> None:
        self._inside.pop()
        self._skipped -= name == "Fallback"
        if name in ("p", "tr", "comment"):
            self._write("\n")

    def text(self, found: str) -> None:
        if self._inside and self._inside[-1] in TEXTS:
            self._write(found)

    def _write(self, text: str) -> None:
        if not self._skipped:
            self.pieces.append(text)


reader = Reader(recognises=recognises, read=read)
