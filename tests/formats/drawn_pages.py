"""Scanned pages, drawn on the spot. Every person and number in them is made up."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

SSN = "-".join(("512", "48", "7719"))
DOD_ID = "1287456308"
IBAN = "GB29 NWBK 6016 1331 9268 19"
LETTER = 8.5, 11.0
ROWS = (
    ("QUESTIONNAIRE FOR NATIONAL SECURITY POSITIONS",),
    ("Standard Form 86",),
    ("Name", "Philippa June Harrowgate"),
    ("Social Security Number", SSN),
    ("DoD ID Number", DOD_ID),
    ("IBAN", IBAN),
    ("E-mail", "p.harrowgate@example.mil"),
)


def drawn(rows: Sequence[Sequence[str]] = ROWS, dpi: int = 150, points: float = 10) -> Image.Image:
    """A page of US letter, black on white; the cells of a row stand side by side."""
    width, height = (round(side * dpi) for side in LETTER)
    page = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    size = points * dpi / 72
    font = ImageFont.load_default(size)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            draw.text(((0.7 + 2.3 * column) * dpi, 0.7 * dpi + number * 2 * size), cell, font=font, fill=0)
    return page


def saved(*pages: Image.Image, format: str = "PNG", **options: object) -> bytes:
    """Several pages only as TIFF or PDF."""
    out = io.BytesIO()
    more: dict[str, object] = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(out, format, **more, **options)
    return out.getvalue()
