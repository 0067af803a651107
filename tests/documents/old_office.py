"""Writes small Word, Excel and PowerPoint files of 1997 to 2007 (MS-DOC, MS-XLS, MS-PPT)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

from tests.documents.ole_files import Tree, ole

SUMMARY = "\x05SummaryInformation"


def summary(**texts: str) -> bytes:
    """Author and title as a set of properties, with the code page 1252."""
    values = {1: struct.pack("<II", 2, 1252)}
    numbers = {"title": 2, "author": 4}
    for name, text in texts.items():
        raw = text.encode("cp1252") + b"\0"
        raw = struct.pack("<II", 0x1E, len(raw)) + raw.ljust(-(-len(raw) // 4) * 4, b"\0")
        values[numbers[name]] = raw
    at = 8 + 8 * len(values)
    listed, held = b"", b""
    for number, raw in values.items():
        listed += struct.pack("<II", number, at + len(held))
        held += raw
    body = struct.pack("<II", at + len(held), len(values)) + listed + held
    return struct.pack("<HHI16sI", 0xFFFE, 0, 2, bytes(16), 1) + bytes(16) + struct.pack("<I", 48) + body


def word(pieces: Sequence[str], more: Tree | None = None, flags: int = 0x0200) -> bytes:
    """Each piece by itself: in one byte a character where that is possible, else in two."""
    main = bytearray(2048)
    struct.pack_into("<HH", main, 0, 0xA5EC, 193)
    struct.pack_into("<H", main, 0x0A, flags)
    places, descriptors = [0], b""
    for text in pieces:
        narrow = text.isascii()
        where = len(main) * 2 | 0x40000000 if narrow else len(main)
        main += text.encode("latin-1" if narrow else "utf-16-le")
        main += bytes(len(main) % 2)
        places.append(places[-1] + len(text))
        descriptors += struct.pack("<HIH", 0, where, 0)
    table = struct.pack(f"<{len(places)}I", *places) + descriptors
    listed = b"\x01\x04\x00abcd" + b"\x02" + struct.pack("<I", len(table)) + table
    struct.pack_into("<II", main, 0x01A2, 16, len(listed))
    name = "1Table" if flags & 0x0200 else "0Table"
    return ole({"WordDocument": bytes(main), name: bytes(16) + listed} | dict(more or {}))


def record(kind: int, *data: bytes) -> bytes:
    """With the pieces behind the first as records that continue it."""
    kinds = (kind, *[0x3C] * (len(data) - 1))
    pairs = zip(kinds, data, strict=True)
    return b"".join(struct.pack("<HH", one, len(piece)) + piece for one, piece in pairs)


def string(text: str, size: int = 2) -> bytes:
    wide = not text.isascii()
    return (
        len(text).to_bytes(size, "little") + bytes([wide]) + text.encode("utf-16-le" if wide else "latin-1")
    )


def start(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))


def workbook(cells: Sequence[bytes], shared: Sequence[bytes] = (), head: bytes = b"") -> bytes:
    """The stream; `shared` is the table of strings in as many pieces as it is cut into."""
    book = start(5) + head + (record(0x00FC, *shared) if shared else b"") + record(0x000A, b"")
    return book + start(0x10) + b"".join(cells) + record(0x000A, b"")


def table(*texts: str) -> bytes:
    return struct.pack("<II", len(texts), len(texts)) + b"".join(map(string, texts))


def shared(row: int, column: int, at: int) -> bytes:
    return record(0x00FD, struct.pack("<HHHI", row, column, 0, at))


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def excel(stream: bytes, more: Mapping[str, bytes | Tree] | None = None) -> bytes:
    return ole({"Workbook": stream} | dict(more or {}))


def atom(kind: int, data: bytes, version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(data)) + data


def slide(*texts: str) -> bytes:
    """A container with texts, in one byte a character where that is possible."""
    atoms = (
        atom(0x0FA8, text.encode("latin-1")) if text.isascii() else atom(0x0FA0, text.encode("utf-16-le"))
        for text in texts
    )
    return atom(0x03E8, atom(0x03F0, b"".join(atoms), 0xF), 0xF)


def packed_object(data: bytes) -> bytes:
    return atom(0x1011, struct.pack("<I", len(data)) + zlib.compress(data), 0x10)


def powerpoint(stream: bytes, user: int = 0xE391C05F, more: Tree | None = None) -> bytes:
    current = atom(0x0FF6, struct.pack("<II", 20, user) + bytes(12))
    return ole({"PowerPoint Document": stream, "Current User": current} | dict(more or {}))
