"""Excel workbooks of 1995 to 2007 (XLS): the rows of all sheets as lines, with sheet names, comments, text
boxes, headers, links, what pivot tables keep of their source, and properties.

Embedded files and pictures are parts. `failed` counts what could not be read whole. A workbook of which
nothing can be read is carved: the runs of text in its bytes are its text.
"""

from __future__ import annotations

from leftopen.formats import office_binary
from leftopen.formats.charset import scrub
from leftopen.formats.compound_file import CompoundFile
from leftopen.formats.drawing_pictures import drawing_pictures
from leftopen.formats.excel_records import Workbook
from leftopen.formats.long_text import in_pieces
from leftopen.formats.office_binary import XLS
from leftopen.model.reader import Document, Reader

LOCKED = "Excel with a password"
BARE = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
"""A workbook that is no compound file: embedded in another document, or saved so."""
CACHES = "_sx_db"


def recognises(name: str, media: str, first: bytes) -> bool:
    return office_binary.looks_like(XLS, name, media, first) or first.startswith(BARE)


def read(data: bytes) -> Document:
    """Never raises."""
    if data.startswith(BARE):
        return _document(data, None, data, True)
    file = office_binary.open_compound(data, XLS)
    if isinstance(file, Document):
        return file
    path = office_binary.stream_named(file, XLS)
    stream, whole = file.read(path) if path else (b"", False)
    return _document(data, file, stream, whole)


def _document(data: bytes, file: CompoundFile | None, stream: bytes, whole: bool) -> Document:
    book = Workbook()
    book.read(stream)
    head = office_binary.properties(file) if file else ""
    if book.encrypted:
        return Document(text=head, locked=LOCKED)
    failed = book.failed + (not whole) + (file.lost if file else 0)
    if file:
        failed += _caches(file, book)
    if not book.texts and failed:
        return office_binary.carve(data, file)
    parts, unread = office_binary.embedded(file) if file else ((), 0)
    text = scrub("\n".join(filter(None, (head, *book.texts))))
    pictures, lost = drawing_pictures(bytes(book.drawings))
    return in_pieces(Document(text=text, parts=(*parts, *pictures), failed=failed + unread + lost))


def _caches(file: CompoundFile, book: Workbook) -> int:
    """Adds what pivot tables keep; the number of streams that are not whole."""
    failed = 0
    for path in file.streams:
        if len(path) == 2 and path[0].lower().startswith(CACHES):
            content, whole = file.read(path)
            kept = Workbook()
            kept.read(content)
            book.texts += kept.texts
            failed += kept.failed + (not whole)
    return failed


reader = Reader(recognises=recognises, read=read)
