"""Finds documents in bytes that no reader understands, by how they begin: zip archives (Office files too),
PDF files, and mails by their headers. Sources: APPNOTE.TXT 4.3.7 and 4.3.16, ISO 32000 7.5, RFC 5322 2.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

MOST = 1_000
LOOKED_AT = 100_000
ZIP_END = b"PK\x05\x06"
PDF_END = b"%%EOF"
HEADS = re.compile(
    rb"(?P<zip>PK\x03\x04[\x0a-\x3f]\x00..[\x00\x08]\x00)"
    rb"|(?P<pdf>%PDF-[12]\.\d)"
    rb"|(?<![^\n\x00])(?P<mail>(?:(?:Return-Path|Received|Delivered-To|From|To|Subject|Date|Message-ID|"
    rb"MIME-Version|Content-Type):[ \t][^\n\x00]{1,500}\n(?:[ \t][^\n\x00]{1,500}\n){0,20}){3})",
    re.IGNORECASE | re.DOTALL,
)
MEDIA = {"zip": "application/zip", "pdf": "application/pdf", "mail": "message/rfc822"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carved:
    """Where a document was found, and its media type."""

    start: int
    end: int
    media: str


def carve(data: bytes, most: int = MOST) -> tuple[Carved, ...]:
    """The documents in the order of the bytes; none lies in another, and none is the whole. Never raises."""
    found: list[Carved] = []
    heads = [(one.start(), str(one.lastgroup)) for one in islice(HEADS.finditer(data), LOOKED_AT)]
    last = 0
    for (start, kind), until in zip(heads, _next_of_other_kind(heads, len(data)), strict=True):
        if start < last or len(found) >= most:
            continue
        last = _end(data, start, until, kind)
        if last - start < len(data):
            found.append(Carved(start=start, end=last, media=MEDIA[kind]))
    return tuple(found)


def between(data: bytes, found: tuple[Carved, ...]) -> bytes:
    """What lies in none of them."""
    edges = [0, *(edge for one in found for edge in (one.start, one.end)), len(data)]
    return b"\0".join(data[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2))


def _end(data: bytes, start: int, until: int, kind: str) -> int:
    """The end that its kind has. Where it has none, the next document, or the end of all there is."""
    if kind == "zip":
        end = data.find(ZIP_END, start, until)
        return min(until, end + 22) if end >= 0 else until
    if kind == "pdf":
        end = data.rfind(PDF_END, start, until)
        return end + len(PDF_END) if end >= 0 else until
    return until


def _next_of_other_kind(heads: list[tuple[int, str]], last: int) -> list[int]:
    """A zip archive has a head for each of its files; of the others each head begins a document."""
    ends = [last] * len(heads)
    for at in range(len(heads) - 2, -1, -1):
        following, kind = heads[at + 1]
        ends[at] = ends[at + 1] if kind == heads[at][1] == "zip" else following
    return ends
