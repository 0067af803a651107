"""One item of Outlook or Exchange (a mail, a contact, an appointment) as its MAPI properties, in whatever
file. Sources: MS-OXCDATA 2.11 (types of values), MS-OXPROPS (properties).
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from leftopen.formats.charset import decode, scrub

Value = str | bytes | int

INTEGERS = {0x0002: "<h", 0x0003: "<i", 0x0014: "<q", 0x0040: "<Q"}
BOOLEAN, NARROW, WIDE, BINARY = 0x000B, 0x001E, 0x001F, 0x0102
MANY_NARROW, MANY_WIDE = 0x101E, 0x101F
MANY = 1_000
"""Values of one property that holds several."""
CODEPAGES = (0x3FDE, 0x3FFD)
"""Properties that name the code page of narrow text: that of the body, that of the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapiItem:
    """`properties` by their 16-bit identifiers; `failed` counts attachments that could not be read."""

    properties: Mapping[int, Value]
    recipients: tuple[Mapping[int, Value], ...] = ()
    attachments: tuple[MapiAttachment, ...] = ()
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MapiAttachment:
    """A file, or another item in `item`."""

    name: str
    media: str = ""
    data: bytes = b""
    item: MapiItem | None = None


def charset(codepage: Value | None) -> str:
    """The name of a charset for a number of Windows; '' for an unknown one."""
    names = {65001: "utf-8", 20127: "ascii", 28591: "iso8859-1", 28592: "iso8859-2", 28605: "iso8859-15"}
    if not isinstance(codepage, int):
        return ""
    name = names.get(codepage, f"cp{codepage}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def value(kind: int, data: bytes, narrow: str = "") -> Value:
    """A value by its type; `narrow` is the charset of text in single bytes. The bytes as they are for a type
    that holds neither text nor a number, and for a number of the wrong length. Times are in units of 100 ns
    since 1601. Never raises."""
    if kind == WIDE:
        return scrub(data[: len(data) & ~1].decode("utf-16-le", "replace")).rstrip("\0")
    if kind == NARROW:
        return decode(data.rstrip(b"\0"), narrow)
    if kind == BOOLEAN and data:
        return int(data[0] != 0)
    if kind in INTEGERS and len(data) >= struct.calcsize(INTEGERS[kind]):
        (number,) = struct.unpack_from(INTEGERS[kind], data)
        return int(number)
    return bytes(data)


def many(kind: int, data: bytes, narrow: str = "") -> Value:
    """The values of a property that holds several texts, as a PST lays them out, one a line: their number,
    the place of each, and the texts."""
    if kind not in (MANY_NARROW, MANY_WIDE) or len(data) < 4:
        return value(kind, data, narrow)
    (count,) = struct.unpack_from("<I", data)
    count = min(count, MANY, (len(data) - 4) // 4)
    places = [*struct.unpack_from(f"<{count}I", data, 4), len(data)]
    pieces = [data[start:end] for start, end in pairwise(places)]
    return "\n".join(str(value(kind & 0xFFF, piece, narrow)) for piece in pieces)
