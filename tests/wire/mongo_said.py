"""Answers of a MongoDB, as tests make them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from leftopen.wire import bson


def message(document: bytes, *, flags: int = 0, tail: bytes = b"") -> bytes:
    """OP_MSG with that document, answering request 1."""
    body = struct.pack("<Ib", flags, 0) + document + tail
    return struct.pack("<iiii", 16 + len(body), 7, 1, 2013) + body


def said(elements: Mapping[str, bson.Asked]) -> bytes:
    return message(bson.encode(elements))


def refused(code: int) -> bytes:
    return said({"ok": 0.0, "errmsg": "made up", "code": code, "codeName": "MadeUp"})


def listed(databases: Sequence[tuple[str, int]], *, ok: float = 1.0) -> bytes:
    """The answer to `listDatabases`: names and sizes on disk."""
    inner = b"".join(
        b"\x03%d\0" % place + bson.encode({"name": name, "sizeOnDisk": size, "empty": False})
        for place, (name, size) in enumerate(databases)
    )
    array = struct.pack("<i", len(inner) + 5) + inner + b"\0"
    elements = b"\x04databases\0" + array + bson.encode({"totalSize": 1, "ok": ok})[4:-1]
    return message(struct.pack("<i", len(elements) + 5) + elements + b"\0")


def counted(name: str, objects: int) -> bytes:
    return said({"db": name, "collections": 1, "objects": objects, "ok": 1.0})
