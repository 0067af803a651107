"""Writes small TNEF files (MS-OXTNEF)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

MARK = b"\x78\x9f\x3e\x22"
Values = Mapping[int, str | bytes | int]


def attribute(level: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def properties(values: Values) -> bytes:
    """Of named ones (0x8000 and more) the name is `x`."""
    made = struct.pack("<I", len(values))
    for tag, value in values.items():
        kind = 0x1F if isinstance(value, str) else 0x102 if isinstance(value, bytes) else 3
        made += struct.pack("<HH", kind, tag)
        if tag >= 0x8000:
            made += bytes(16) + struct.pack("<II", 1, 4) + padded("x\0".encode("utf-16-le"))
        if isinstance(value, int):
            made += struct.pack("<i", value)
        else:
            raw = value if isinstance(value, bytes) else value.encode("utf-16-le") + b"\0\0"
            made += struct.pack("<II", 1, len(raw)) + padded(raw)
    return made


def inside(item: bytes) -> bytes:
    """The properties of an attachment that is an item."""
    raw = bytes(16) + item
    return struct.pack("<IHHII", 1, 0x0D, 0x3701, 1, len(raw)) + padded(raw)


def tnef(
    values: Values,
    files: Mapping[str, bytes] | None = None,
    recipients: Sequence[Values] = (),
    items: Sequence[bytes] = (),
    more: bytes = b"",
) -> bytes:
    made = MARK + b"\1\0" + attribute(1, 0x00089006, struct.pack("<I", 0x10000)) + more
    made += attribute(1, 0x00069003, properties(values))
    if recipients:
        rows = struct.pack("<I", len(recipients)) + b"".join(map(properties, recipients))
        made += attribute(1, 0x00069004, rows)
    for name, data in (files or {}).items():
        made += attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, name.encode() + b"\0")
        made += attribute(2, 0x0006800F, data)
    for item in items:
        made += attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00069005, inside(item))
    return made
