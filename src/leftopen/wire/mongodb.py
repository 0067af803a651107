"""The subset of MongoDB's wire protocol for four requests: OP_MSG with one document.

Only these can be sent: `hello`, `buildInfo`, `listDatabases` and `dbStats`. Each permits a secondary to
respond, because a member of a replica set that is not the primary refuses otherwise. Bounded, never raises on
any bytes. Source: the MongoDB wire protocol and its BSON (mongodb.com/docs, bsonspec.org).
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

from leftopen.wire import bson

OP_MSG = 2013
HEADER = 16
BODY = HEADER + 5
"""Where the document begins: after the flags and the kind of the section."""
LARGEST_MESSAGE = 48_000_000
HINT = b"It looks like you are trying to access MongoDB over HTTP on the native driver port."
"""The response of any version to an HTTP request."""

SYSTEM = frozenset({"admin", "config", "local"})
"""The databases that every server has for itself."""

UNAUTHORIZED = 13

_ANY_MEMBER: dict[str, bson.Asked] = {"mode": "primaryPreferred"}
_CHECKSUM = 1
_NAME_NEVER = frozenset('/\\. "$*<>:|?\0')


@dataclass(frozen=True, slots=True, kw_only=True)
class MongoReply:
    """One message. `cut`: its length exceeds what came. `fault` is the decoder's own, '' when the document is
    whole."""

    document: bson.Document
    cut: bool = False
    fault: str = ""

    @property
    def ok(self) -> bool:
        return not self.fault and number(self.document.get("ok")) == 1

    @property
    def code(self) -> int | None:
        """The code of an error that is complete."""
        refused = not self.fault and number(self.document.get("ok")) == 0
        return number(self.document.get("code")) if refused else None


def hello(number: int = 1) -> bytes:
    """A driver's first request; needs no right. `number` is the request's own."""
    return _question(number, {"hello": 1, "$db": "admin"})


def build_info(number: int = 1) -> bytes:
    """The version; needs no right."""
    return _question(number, {"buildInfo": 1, "$db": "admin", "$readPreference": _ANY_MEMBER})


def list_databases(number: int = 1) -> bytes:
    """Names and sizes on disk; needs the right to read."""
    asked: dict[str, bson.Asked] = {"listDatabases": 1, "nameOnly": False, "$db": "admin"}
    return _question(number, {**asked, "$readPreference": _ANY_MEMBER})


def db_stats(name: str, number: int = 1) -> bytes:
    """Counters of one database; `name` one that `is_name` accepts."""
    return _question(number, {"dbStats": 1, "$db": name, "$readPreference": _ANY_MEMBER})


def is_name(name: str) -> bool:
    """Is this a valid database name? It comes from the server, and goes into the next request."""
    return name.isprintable() and 0 < len(name.encode()) < 64 and not _NAME_NEVER & set(name)


def begins(raw: bytes) -> bool:
    """The head of a response with one document."""
    if len(raw) < BODY + 4:
        return False
    length, _, _, code, flags = struct.unpack_from("<iiiiI", raw)
    tail = 4 if flags & _CHECKSUM else 0
    if code != OP_MSG or flags & 0xFFFE or raw[BODY - 1] != 0:
        return False
    inner = length - BODY - tail
    return 5 <= inner <= LARGEST_MESSAGE and raw[BODY : BODY + 4] == struct.pack("<i", inner)


def needed(raw: bytes) -> int:
    """How many more bytes the first message needs at least, `bson.LARGEST` in all at most: 0 when it is
    complete, or invalid."""
    if len(raw) < BODY + 4:
        return BODY + 4 - len(raw) if _may_begin(raw) else 0
    if not begins(raw):
        return 0
    return max(0, min(_length(raw), bson.LARGEST) - len(raw))


def first(raw: bytes) -> MongoReply | None:
    """The first message, or None when these bytes are none."""
    if not begins(raw):
        return None
    length = _length(raw)
    flags = int(struct.unpack_from("<I", raw, HEADER)[0])
    end = length - (4 if flags & _CHECKSUM else 0)
    read = bson.decode(raw[BODY:end])
    return MongoReply(document=read.document, cut=len(raw) < length, fault=read.fault)


def behind(raw: bytes) -> bytes:
    """What came after the first message."""
    return raw[_length(raw) :] if begins(raw) else b""


def number(value: bson.Value) -> int | None:
    """A non-negative count, as servers give it: a whole number, or a double without a fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and (not math.isfinite(value) or value != int(value)):
        return None
    return int(value) if 0 <= value < 2**53 else None


def _question(request: int, elements: dict[str, bson.Asked]) -> bytes:
    body = struct.pack("<Ib", 0, 0) + bson.encode(elements)
    return struct.pack("<iiii", HEADER + len(body), request, 0, OP_MSG) + body


def _length(raw: bytes) -> int:
    return int(struct.unpack_from("<i", raw)[0])


def _may_begin(raw: bytes) -> bool:
    """Too short to decide, and nothing contradicts it so far."""
    if len(raw) < 4:
        return True
    if not BODY + 5 <= _length(raw) <= LARGEST_MESSAGE:
        return False
    return len(raw) < HEADER or int(struct.unpack_from("<i", raw, 12)[0]) == OP_MSG
