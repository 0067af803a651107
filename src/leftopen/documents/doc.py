"""Word documents of 1995 to 2007 (DOC): body, headers, notes, comments, text boxes, links and properties as
text.

Embedded files and pictures are parts. `failed` counts what could not be read whole. A document that is
damaged beyond its list of pieces is carved: the runs of text in its bytes are its text.
"""

from __future__ import annotations

from leftopen.formats import office_binary
from leftopen.formats.charset import scrub
from leftopen.formats.compound_file import CompoundFile, Path
from leftopen.formats.drawing_pictures import drawing_pictures
from leftopen.formats.long_text import in_pieces
from leftopen.formats.office_binary import DOC
from leftopen.formats.word_text import DamagedWord, is_encrypted, table_name, word_text
from leftopen.model.reader import Document, Reader

DRAWN = ("data", "worddocument")
"""Streams with pictures: those in a line, and those beside lines."""
LOCKED = "Word with a password"


def recognises(name: str, media: str, first: bytes) -> bool:
    return office_binary.looks_like(DOC, name, media, first)


def read(data: bytes) -> Document:
    """Never raises."""
    file = office_binary.open_compound(data, DOC)
    if isinstance(file, Document):
        return file
    texts: list[str] = [office_binary.properties(file)]
    failed = file.lost
    for storage in file.storages:
        if path := office_binary.stream_named(file, DOC, storage):
            found = _text(file, path)
            if found is None and not storage:
                return Document(text=texts[0], locked=LOCKED)
            text, whole = found or ("", False)
            texts.append(text)
            failed += not whole
    if not any(texts[1:]) and failed:
        return office_binary.carve(data, file)
    parts, unread = office_binary.embedded(file)
    for path in file.streams:
        if path[-1].lower() in DRAWN:
            pictures, lost = drawing_pictures(file.read(path)[0])
            parts, unread = (*parts, *pictures), unread + lost
    text = scrub("\n".join(filter(None, texts)))
    return in_pieces(Document(text=text, parts=parts, failed=failed + unread))


def _text(file: CompoundFile, path: Path) -> tuple[str, bool] | None:
    """The text of a document, or of one embedded in it, and whether it is whole; None when it is
    encrypted."""
    main, whole = file.read(path)
    if is_encrypted(main):
        return None
    table, table_whole = file.read((*path[:-1], table_name(main)))
    try:
        text, complete = word_text(main, table)
    except DamagedWord:
        return "", False
    return text, whole and complete and (table_whole or not table)


reader = Reader(recognises=recognises, read=read)
