"""The subset of ZooKeeper for a check: two four-letter words, and the frames of one session. Never raises.

Source: ZooKeeper's administrator guide ("four letter words") and `zookeeper.jute`, which defines the records:
big-endian numbers, buffers and strings with a length of four bytes before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SRVR = b"srvr\n"
MNTR = b"mntr\n"
"""The line end is for other servers, which would wait for it; ZooKeeper reads four bytes."""

TIMEOUT_MS = 4000
CHILDREN_XID = 1
CLOSE_XID = 2
GET_CHILDREN2 = 12
CLOSE_SESSION = -11
STAT = 68
"""Bytes of a node's Stat."""

NO_AUTH = -102
AUTH_FAILED = -115
NEEDS_SASL = -124

SYSTEM = "zookeeper"
NOT_SERVING = b"This ZooKeeper instance is not currently serving requests"
NOT_LISTED = b" is not executed because it is not in the whitelist"
_VERSION = re.compile(r"Zookeeper version: (\d{1,3}(?:\.\d{1,5}){1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Children:
    """The response to a request for a node's children. `error` 0 or the code of the refusal; `count` the
    server's own number; `names` the complete ones; `cut`: the response was incomplete."""

    error: int = 0
    count: int = 0
    names: tuple[str, ...] = ()
    cut: bool = False


def _number(value: int, size: int = 4) -> bytes:
    return value.to_bytes(size, "big", signed=True)


def frame(body: bytes) -> bytes:
    """The body after its length."""
    return _number(len(body)) + body


CONNECT = frame(
    _number(0) + _number(0, 8) + _number(TIMEOUT_MS) + _number(0, 8) + _number(16) + bytes(16) + b"\0"
)
"""A new session that ends four seconds after the last message: it resumes no session and has no password."""
CHILDREN = frame(_number(CHILDREN_XID) + _number(GET_CHILDREN2) + _number(1) + b"/" + b"\0")
"""The names right below the root, without a watch."""
CLOSE = frame(_number(CLOSE_XID) + _number(CLOSE_SESSION))


def needed(raw: bytes, most: int) -> int:
    """How many more bytes the first frame needs, 0 when it is complete, more than `most` bytes of it were
    read, or it is no frame."""
    if len(raw) < 4:
        return 4 - len(raw)
    length = int.from_bytes(raw[:4], "big")
    return max(0, min(length + 4, most) - len(raw)) if 0 < length < 2**28 else 0


def is_connected(raw: bytes) -> bool:
    """A complete response to CONNECT that grants a session."""
    length, rest = int.from_bytes(raw[:4], "big"), raw[4:]
    if length not in (36, 37) or len(rest) < length:
        return False
    protocol, timeout = int.from_bytes(rest[:4], "big"), int.from_bytes(rest[4:8], "big", signed=True)
    return protocol == 0 and timeout > 0 and any(rest[8:16]) and rest[16:20] == _number(16)


def children(raw: bytes) -> Children | None:
    """The response to CHILDREN, also where it was cut within the names; None when it is none."""
    length, rest = int.from_bytes(raw[:4], "big"), raw[4:]
    if len(rest) < 16 or length < 16 or rest[:4] != _number(CHILDREN_XID):
        return None
    error = int.from_bytes(rest[12:16], "big", signed=True)
    if error:
        return Children(error=error) if length == 16 else None
    count = int.from_bytes(rest[16:20], "big", signed=True)
    if len(rest) < 20 or not 0 <= count <= (length - 20) // 4:
        return None
    return _names(rest[:length], count, cut=len(rest) < length)


def _names(body: bytes, count: int, *, cut: bool) -> Children | None:
    """None where a complete response does not end with the names and the Stat, or a name is invalid."""
    at = 20
    names: list[str] = []
    while len(names) < count:
        length = int.from_bytes(body[at : at + 4], "big")
        raw = body[at + 4 : at + 4 + length]
        if len(body) < at + 4 or len(raw) < length:
            return Children(count=count, names=tuple(names), cut=True) if cut else None
        name = _text(raw)
        if not name or "/" in name:
            return None
        names.append(name)
        at += 4 + length
    whole = at + STAT == len(body)
    return Children(count=count, names=tuple(names), cut=cut) if whole or cut else None


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def version(raw: bytes) -> str:
    """`3.9.3` from the response to SRVR, or ''."""
    found = _VERSION.match(raw[:200].decode("latin-1"))
    return found[1] if found else ""


def lines(raw: bytes) -> dict[str, str]:
    """`Name: value` lines of SRVR, tab-separated ones of MNTR; at most 200."""
    found = {}
    for line in raw[:16384].decode("latin-1").split("\n")[:200]:
        name, mark, value = line.partition("\t" if "\t" in line else ":")
        if mark and len(name) <= 100:
            found[name.strip()] = value.strip()[:200]
    return found


def number(text: str) -> int | None:
    """A decimal of at most 18 digits, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def nodes(raw: bytes) -> int | None:
    """The number of nodes that the server did not create itself, by SRVR's `Node count`, or None.

    It counts the root twice, and `/zookeeper` with all below: four nodes before 3.5, five since.
    """
    count, known = number(lines(raw).get("Node count", "")), version(raw)
    if count is None or not known:
        return None
    major, minor = (int(part) for part in known.split(".")[:2])
    return max(0, count - (5 if (major, minor) >= (3, 5) else 4))
