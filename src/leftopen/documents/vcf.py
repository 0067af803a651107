"""Address cards (vCard, VCF): each line as `name = value`, each card a paragraph. Photos and keys are parts.

`failed` is 1 for a file whose last card has no end, or that is longer than a limit.
"""

from __future__ import annotations

import re

from leftopen.formats.charset import scrub
from leftopen.formats.content_lines import LINES, ContentLine, content_lines
from leftopen.formats.long_text import in_pieces
from leftopen.model.reader import Document, Part, Reader

RAW_LIMIT = 16 * 1024 * 1024
START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,20}BEGIN:VCARD", re.IGNORECASE)
NAMES = {
    "FN": "name", "N": "full name", "BDAY": "birth date", "TEL": "phone", "EMAIL": "e-mail",
    "ADR": "postal address", "ORG": "company", "TITLE": "title", "NOTE": "note", "BIRTHPLACE": "birth place",
}  # fmt: skip


def recognises(name: str, media: str, first: bytes) -> bool:
    return START.match(first) is not None


def read(data: bytes) -> Document:
    """Never raises."""
    found = list(content_lines(data[:RAW_LIMIT]))
    cut = int(len(data) > RAW_LIMIT or len(found) >= LINES)
    text = scrub("\n".join(filter(None, map(_shown, found))))
    last = next((one.name for one in reversed(found) if one.name or one.value.strip()), "")
    document = Document(
        text=text,
        parts=tuple(Part(name="", media=one.media, data=one.data) for one in found if one.data),
        failed=int(last != "END") + cut,
        cut=cut,
    )
    return in_pieces(document)


def _shown(line: ContentLine) -> str:
    if line.name in ("BEGIN", "END", "VERSION"):
        return "\n" if line.name == "END" else ""
    if not line.name or not line.value.strip():
        return line.value
    # A name and an address have several fields, most of them empty.
    value = ", ".join(filter(None, line.value.split(";"))) if line.name in ("N", "ADR") else line.value
    return f"{NAMES.get(line.name, line.name.lower())} = {value}"


reader = Reader(recognises=recognises, read=read)
