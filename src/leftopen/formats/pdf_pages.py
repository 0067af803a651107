"""Pages of a PDF that show pictures: which they are, one alone as a file, and its pixels.

What the two libraries decode has no limit here: the caller's process has its own on memory and time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice

import pikepdf
import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from leftopen.formats.picture import BROKEN, GreyPicture, UnreadablePicture, bounded_scale

SCALE = 300 / 72
"""Dots per inch by points per inch."""
TEXT = 50
"""Characters of a page's text, blanks aside: with more, the page is no picture, whatever else it shows."""
BESIDE_TEXT, ALONE = 0.4, 0.02
"""Share of the page that pictures cover: beside a few words (a stamp, a page number), or without any."""
OBJECTS = 2_000
DEPTH = 4
PAGES_BYTES = 128 * 1024 * 1024
UNREADABLE = (*BROKEN, pikepdf.PdfError, pypdfium2.PdfiumError)


def is_picture(page: pypdfium2.PdfPage, text: str) -> bool:
    """Whether a page is a picture rather than text. Raises what pypdfium2 raises."""
    length = sum(map(len, text.split()))
    if length > TEXT:
        return False
    width, height = page.get_size()
    room = width * height * (BESIDE_TEXT if length else ALONE)
    covered = 0.0
    for one in islice(page.get_objects(max_depth=DEPTH), OBJECTS):
        if one.type == FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = one.get_bounds()
            covered += abs(right - left) * abs(top - bottom)
            if covered >= room:
                return True
    return False


def pages_alone(data: bytes, numbers: Sequence[int]) -> list[tuple[int, bytes]]:
    """Each of these pages (from 0) as a PDF of its own, always of the same bytes. Those that can't be taken
    out, or that together are more than `PAGES_BYTES`, are left out. Raises MemoryError."""
    kept: list[tuple[int, bytes]] = []
    room = PAGES_BYTES
    for number, page in _each(data, numbers):
        room -= len(page)
        if room < 0:
            break
        kept.append((number, page))
    return kept


def page_picture(data: bytes) -> GreyPicture:
    """The first page, with all that is drawn on it. Raises UnreadablePicture, MemoryError."""
    try:
        book = pypdfium2.PdfDocument(data)
        try:
            page = book[0]
            width, height = page.get_size()
            scale = bounded_scale(width, height, SCALE)
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
            image = bitmap.to_pil().convert("L")
            return GreyPicture(width=image.width, height=image.height, pixels=image.tobytes())
        finally:
            book.close()
    except UNREADABLE:
        raise UnreadablePicture("image: the page can't be drawn") from None


def _each(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    try:
        with pikepdf.open(io.BytesIO(data)) as book:
            for number in numbers:
                if page := _alone(book, number):
                    yield number, page
    except UNREADABLE:
        return


def _alone(book: pikepdf.Pdf, number: int) -> bytes:
    """b'' when it can't be taken out."""
    out = io.BytesIO()
    try:
        with pikepdf.new() as alone:
            alone.pages.append(book.pages[number])
            # Many scanners list the pictures of all pages at each page.
            alone.remove_unreferenced_resources()
            alone.save(out, deterministic_id=True)
    except UNREADABLE:
        return b""
    return out.getvalue()
