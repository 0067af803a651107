"""XML: the text of each element as `name = value`, its attributes too.

What can't be read so (a document type, which may define bombs; damage; more elements than a limit) or has
comments is searched as it is written, whole. `failed` is 1 for content beyond `TEXT_LIMIT` bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from leftopen.formats.charset import decode
from leftopen.formats.long_text import in_pieces
from leftopen.formats.office_xml import Events, read_xml
from leftopen.formats.text_blocks import text_blocks
from leftopen.model.reader import Document, Reader

TEXT_LIMIT = 4 * 1024 * 1024
MIXED_LIMIT = 4 * 1024
COMMENT = b"<!--"
START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,200}<\?xml[\s>]")


def recognises(name: str, media: str, first: bytes) -> bool:
    named = name.lower().endswith((".xml", ".xdp", ".xfdf", ".kml", ".gpx")) or "xml" in media
    return START.match(first) is not None or (named and first.lstrip()[:1] == b"<")


def read(data: bytes) -> Document:
    """Never raises."""
    raw = data[:TEXT_LIMIT]
    elements = Elements()
    plain = COMMENT not in raw and read_xml(raw, True, elements.events)
    found = text_blocks("\n".join(elements.lines) if plain else decode(raw))
    cut = int(len(data) > TEXT_LIMIT) + found.beyond
    failed = cut + sum(part.damaged for part in found.parts)
    return in_pieces(Document(text=found.text, parts=found.parts, failed=failed, cut=cut))


class Elements:
    """Those that are open. Text that an element interrupts is one text. Not a record."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.events = Events(start=self._start, end=self._end, text=self._text)
        self._open: list[list[str]] = []
        self._mixed: list[bool] = []

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.lines += [f"{key} = {value}" for key, value in attributes.items() if value.strip()]
        self._open.append([])
        self._mixed.append(False)

    def _text(self, found: str) -> None:
        if self._open:
            self._open[-1].append(found)
            self._mixed[-1] = self._mixed[-1] or bool(found.strip())

    def _end(self, name: str) -> None:
        text, mixed = "".join(self._open.pop()), self._mixed.pop()
        if mixed:
            self.lines.append(f"{name} = {' '.join(text.split())}")
        if self._open:
            self._open[-1].append(text[:MIXED_LIMIT] if self._mixed[-1] else "")


reader = Reader(recognises=recognises, read=read)
