"""PDF: the text of its pages and the values of its form fields.

Text extraction does not show filled form fields: on a real filled form it returned 0 of 24 values. The
AcroForm field tree and the XFA `datasets` packet are therefore also read, as `name = value` lines. A field's
tooltip follows in brackets, because on many forms only the tooltip describes the field. Pages that show a
picture and hardly any text, such as scans, are named in `pictures`.

Limits: pages, fields, depth, text; the XFA packet is decompressed only up to `TEXT_LIMIT`. Decompression
inside the two libraries (page contents, object streams) has no limit here: the caller runs this module in a
child process with a memory and a time limit (`contents.sandbox`).
"""

from __future__ import annotations

import html
import io
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

import pikepdf
import pypdfium2

from leftopen.formats.charset import decode, scrub
from leftopen.formats.long_text import in_pieces
from leftopen.formats.pdf_pages import is_picture
from leftopen.model.reader import Document, Part, Reader

Found = TypeVar("Found")
RAW_LIMIT = 32 * 1024 * 1024
TEXT_LIMIT = 4 * 1024 * 1024
PAGE_LIMIT = 1024 * 1024
PAGES_LIMIT = 200
FIELDS_LIMIT = 20_000
VALUE_LIMIT = 2_000
PARTS_LIMIT = 200
ANNOTATIONS_LIMIT = 5_000
LOCKED = "PDF with a password"

XFA_LEAF = re.compile(r"<([A-Za-z_][\w.-]{0,100})(?:\s[^<>]{0,500})?>([^<>]{1,2000})</")
BROKEN = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    pypdfium2.PdfiumError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    NotImplementedError,
    MemoryError,
    RecursionError,
    zlib.error,
)


def recognises(name: str, media: str, first: bytes) -> bool:
    """An archive that begins with an uncompressed PDF is still an archive."""
    return media == "application/pdf" or (b"%PDF-" in first[:1024] and not first.startswith(b"PK\x03\x04"))


def read(data: bytes) -> Document:
    """Never raises. `failed` counts: pages that could not be read or exceed the limit, an unreadable form, a
    malformed file."""
    raw = data[:RAW_LIMIT]
    pages, failed_pages, pictures = _pages(raw)
    fields, parts, failed_form, locked = _form(raw)
    cut = int(len(data) > RAW_LIMIT)
    found = Document(
        text=scrub("\n".join((*fields, *pages))),
        parts=parts,
        failed=0 if locked else max(failed_pages, failed_form) + cut,
        cut=0 if locked else cut,
        locked=LOCKED if locked else "",
        pictures=pictures,
    )
    return in_pieces(found)


def _pages(raw: bytes) -> tuple[list[str], int, tuple[int, ...]]:
    """Their texts, how many were not read, and the numbers of those that are pictures."""
    try:
        book = pypdfium2.PdfDocument(raw)
    except BROKEN:
        return [], 1, ()
    try:
        count = len(book)
        pages = [_page(book, number) for number in range(min(count, PAGES_LIMIT))]
    except BROKEN:
        return [], 1, ()
    finally:
        book.close()
    texts = [page[0] for page in pages if page is not None]
    pictures = tuple(number for number, page in enumerate(pages) if page is not None and page[1])
    unread = count - len(texts) + sum(len(text) > PAGE_LIMIT for text in texts)
    return [text[:PAGE_LIMIT] for text in texts], unread, pictures


def _page(book: pypdfium2.PdfDocument, number: int) -> tuple[str, bool] | None:
    """Its text, a character longer than `PAGE_LIMIT` where it is cut, and whether it is a picture."""
    try:
        page = book[number]
        text = str(page.get_textpage().get_text_bounded())[: PAGE_LIMIT + 1]
        return text, is_picture(page, text)
    except BROKEN:
        return None


def _form(raw: bytes) -> tuple[list[str], tuple[Part, ...], int, bool]:
    """Field lines and comments, embedded files, and 1 when the file could not be opened, or something in it
    not be read whole. Last, whether that is because of a password."""
    lines: list[str] = []
    parts: list[Part] = []
    try:
        with pikepdf.open(io.BytesIO(raw)) as book:
            form = book.Root.get("/AcroForm")
            form = form if isinstance(form, pikepdf.Dictionary) else pikepdf.Dictionary()
            texts = (_fields(form), _datasets(form), _annotations(book))
            unread = [_fails(lines, found) for found in texts]
            unread += [_fails(parts, found) for found in (_embedded(book), _hanging(book))]
    except pikepdf.PasswordError:
        return lines, tuple(parts), 1, True
    except BROKEN:
        return lines, tuple(parts), 1, False
    return lines, tuple(parts), int(any(unread)), False


def _fails(into: list[Found], found: Iterator[Found]) -> bool:
    """Does something raise before all of it is there?"""
    try:
        for one in found:
            into.append(one)  # noqa: PERF402 - what comes before the error is kept
    except BROKEN:
        return True
    return False


def _annotations(book: pikepdf.Pdf) -> Iterator[str]:
    """Comments on the pages."""
    for page in islice(book.pages, PAGES_LIMIT):
        for annotation in _array(page.obj.get("/Annots"))[:ANNOTATIONS_LIMIT]:
            if isinstance(annotation, pikepdf.Dictionary) and (text := _text(annotation.get("/Contents"))):
                yield text


def _hanging(book: pikepdf.Pdf) -> Iterator[Part]:
    """Files that hang on a place of a page, without those that are listed."""
    listed = {book.attachments[name].obj.objgen for name in list(book.attachments.keys())[:PARTS_LIMIT]}
    for page in islice(book.pages, PAGES_LIMIT):
        for annotation in _array(page.obj.get("/Annots"))[:ANNOTATIONS_LIMIT]:
            file = annotation.get("/FS") if isinstance(annotation, pikepdf.Dictionary) else None
            if isinstance(file, pikepdf.Dictionary) and (not file.objgen[0] or file.objgen not in listed):
                listed.add(file.objgen)
                yield _file(_text(file.get("/UF")) or _text(file.get("/F")), file)


def _fields(form: pikepdf.Dictionary) -> Iterator[str]:
    """The field tree without recursion; each object once, because a tree may contain cycles."""
    waiting = [("", field, 0) for field in reversed(_array(form.get("/Fields")))]
    seen: set[tuple[int, int]] = set()
    visited = 0
    while waiting and visited < FIELDS_LIMIT:
        path, field, depth = waiting.pop()
        visited += 1
        if not isinstance(field, pikepdf.Dictionary) or (field.objgen[0] and field.objgen in seen):
            continue
        seen.add(field.objgen)
        own = _text(field.get("/T"))
        path = ".".join(filter(None, (path, own)))[:VALUE_LIMIT]
        value = _text(field.get("/V"))
        if value and value != "Off":
            tip = _text(field.get("/TU"))
            yield f"{path} ({tip}) = {value}" if tip and tip != own else f"{path} = {value}"
        if depth < 32:
            waiting.extend((path, kid, depth + 1) for kid in reversed(_array(field.get("/Kids"))))
    if waiting:
        raise ValueError(f"more than {FIELDS_LIMIT:,} fields")


def _array(value: object) -> list[object]:
    if not isinstance(value, pikepdf.Array):
        return []
    return [value[at] for at in range(min(len(value), FIELDS_LIMIT))]


def _text(value: object) -> str:
    """A string, a name, or the choices of a list box; '' for everything else (a signature, a null)."""
    if isinstance(value, pikepdf.Array):
        return ", ".join(
            filter(None, (_text(item) for item in list(value)[:50] if not isinstance(item, pikepdf.Array)))
        )
    if isinstance(value, pikepdf.Name):
        return str(value).removeprefix("/")[:VALUE_LIMIT]
    if isinstance(value, pikepdf.String | str):
        return " ".join(str(value)[:VALUE_LIMIT].split())
    return ""


def _datasets(form: pikepdf.Dictionary) -> Iterator[str]:
    """XFA is one XML stream, or a list of named packets; `datasets` contains the entered values."""
    packets = form.get("/XFA")
    streams: list[object] = [packets] if isinstance(packets, pikepdf.Stream) else []
    named = _array(packets)
    streams += [
        stream for name, stream in zip(named[::2], named[1::2], strict=False) if str(name) == "datasets"
    ]
    packed = [_inflated(stream) for stream in streams]
    for packet in packed:
        for found in XFA_LEAF.finditer(decode(packet[:TEXT_LIMIT])):
            value = " ".join(html.unescape(found.group(2)).split())
            if value:
                yield f"{found.group(1)} = {value}"
    if any(len(packet) > TEXT_LIMIT for packet in packed):
        raise ValueError("a packet of the form is longer than is read of one")


def _inflated(stream: object) -> bytes:
    """At most one byte more than `TEXT_LIMIT`, regardless of the compressed size. Raises ValueError for other
    filters, TypeError for objects that are not streams."""
    if not isinstance(stream, pikepdf.Stream):
        raise TypeError("a packet of the form is no stream")
    raw = stream.read_raw_bytes()
    filters = [str(name) for name in _array(stream.get("/Filter"))] or [_text(stream.get("/Filter"))]
    if filters in ([""], []):
        return raw[: TEXT_LIMIT + 1]
    if [name.removeprefix("/") for name in filters] != ["FlateDecode"] or "/DecodeParms" in stream:
        raise ValueError("a packet of the form is packed in another way")
    return zlib.decompressobj().decompress(raw, TEXT_LIMIT + 1)


def _embedded(book: pikepdf.Pdf) -> Iterator[Part]:
    """The files that the PDF lists as attached."""
    for name in list(book.attachments.keys())[:PARTS_LIMIT]:
        yield _file(name, book.attachments[name].obj)


def _file(name: str, file: pikepdf.Object) -> Part:
    """An attached file: only an uncompressed or deflated stream."""
    files = file.get("/EF")
    stream = files.get("/F") if isinstance(files, pikepdf.Dictionary) else None
    return Part(name=name, media="", data=_inflated(stream))


reader = Reader(recognises=recognises, read=read)
