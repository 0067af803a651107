"""The text of a Word file of 1995 to 2007 in its two streams: the pieces in the order of the document, with
headers, footnotes, comments and text boxes behind the body. Source: MS-DOC 2.4.1, 2.5, 2.8.35, 2.9.38.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

MARK = 0xA5EC
"""Word 97 and later. The one of 1995 has another, and its text in one range."""
OLD_MARKS = (0xA5DC, 0xA5DB)
ENCRYPTED, SECOND_TABLE = 0x0100, 0x0200
FLAGS, RANGE, PIECES = 0x0A, 0x18, 0x01A2
PROPERTIES, TABLE = 1, 2
NARROW = 0x40000000
PLACE = 0x3FFFFFFF
LIMIT = 4 * 1024 * 1024
"""Characters: a million pieces may mean the same bytes."""
ROW_END = re.compile("\x07\x07")
_SHOWN = str.maketrans(
    {
        "\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x13": " ", "\x14": " ",
        "\x15": "", "\x01": "", "\x02": "", "\x03": "", "\x04": "", "\x05": "", "\x08": "", "\x1e": "-",
        "\x1f": "", "\0": "",
    }
)  # fmt: skip


class DamagedWord(ValueError):
    """The stream has no head, or the list of its pieces can't be found."""


def is_encrypted(main: bytes) -> bool:
    return len(main) > FLAGS + 2 and bool(struct.unpack_from("<H", main, FLAGS)[0] & ENCRYPTED)


def table_name(main: bytes) -> str:
    """The stream that lists the pieces."""
    second = len(main) > FLAGS + 2 and struct.unpack_from("<H", main, FLAGS)[0] & SECOND_TABLE
    return "1Table" if second else "0Table"


def word_text(main: bytes, table: bytes) -> tuple[str, bool]:
    """The text, and whether it is all of it. Raises DamagedWord."""
    if len(main) < RANGE + 8:
        raise DamagedWord("too short")
    (mark,) = struct.unpack_from("<H", main)
    if mark in OLD_MARKS:
        start, end = struct.unpack_from("<II", main, RANGE)
        return _shown(main[start:end].decode("cp1252", "replace")), start < end <= len(main)
    if mark != MARK or len(main) < PIECES + 8:
        raise DamagedWord("no file of Word")
    start, size = struct.unpack_from("<II", main, PIECES)
    pieces, room, whole = [], LIMIT, True
    for piece, complete in _pieces(main, _piece_table(table[start : start + size])):
        pieces.append(piece[:room])
        whole = whole and complete and len(piece) <= room
        room -= len(piece)
        if room <= 0:
            break
    return _shown("".join(pieces)), whole and bool(pieces)


def _piece_table(listed: bytes) -> bytes:
    """Behind any number of properties. Raises DamagedWord."""
    at = 0
    while at + 5 <= len(listed):
        if listed[at] == TABLE:
            (size,) = struct.unpack_from("<I", listed, at + 1)
            return listed[at + 5 : at + 5 + size]
        if listed[at] != PROPERTIES:
            break
        at += 3 + struct.unpack_from("<H", listed, at + 1)[0]
    raise DamagedWord("no list of pieces")


def _pieces(main: bytes, table: bytes) -> Iterator[tuple[str, bool]]:
    """Each piece, and whether it lies in the stream: its first and last character in the document, then
    where its bytes are and how wide."""
    count = max(0, len(table) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", table) if count else ()
    for at in range(count):
        length = places[at + 1] - places[at]
        (where,) = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * at + 2)
        start = where & PLACE
        if where & NARROW:
            raw, wide = main[start // 2 : start // 2 + max(0, length)], 1
            text = raw.decode("cp1252", "replace")
        else:
            raw, wide = main[start : start + 2 * max(0, length)], 2
            text = raw[: len(raw) & ~1].decode("utf-16-le", "replace")
        yield text, len(raw) == length * wide


def _shown(text: str) -> str:
    """A row ends where two cell marks stand together, for an empty cell does too: it is a line more."""
    return ROW_END.sub("\n", text).translate(_SHOWN)
