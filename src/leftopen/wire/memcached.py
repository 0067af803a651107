"""memcached's text protocol, as far as two questions and their answers need it. Bounded, never raises.

Source: `doc/protocol.txt` of memcached. `version` and `stats` read counters; no key is named.
"""

from __future__ import annotations

VERSION = b"version\r\n"
STATS = b"stats\r\n"
LARGEST = 16384
"""Bytes of one answer that are looked at; the counters take about 2,500."""

UNAUTHENTICATED = b"CLIENT_ERROR unauthenticated"
"""What a server with an authentication file says to any line of a stranger."""

_LINES = 400
_ENDS = (b"END", b"ERROR", b"CLIENT_ERROR ", b"SERVER_ERROR ", b"VERSION ")


def version(raw: bytes) -> str:
    """The word behind `VERSION `, or '' when it is no whole such line or no version."""
    line, end, _ = raw[:200].partition(b"\r\n")
    words = line.split(b" ")
    if not end or len(words) < 2 or words[0] != b"VERSION" or not words[1][:1].isdigit():
        return ""
    text = words[1].decode("latin-1")
    return text if len(text) <= 40 and all(c.isalnum() or c in "._-+~" for c in text) else ""


def refuses(raw: bytes) -> bool:
    """It asks for a log-in first."""
    return raw.startswith(UNAUTHENTICATED + b"\r\n")


def whole(raw: bytes) -> bool:
    """Is the answer complete, or no answer of this protocol at all? Counters end with `END`."""
    if not raw:
        return False
    if len(raw) >= LARGEST:
        return True
    if not raw.startswith(b"STAT"[: len(raw)]):
        return b"\n" in raw or len(raw) > 200
    return raw.endswith(b"\r\nEND\r\n")


def stats(raw: bytes) -> dict[str, str] | None:
    """Counters by name; None when the answer is not whole or is another one."""
    lines = raw[:LARGEST].split(b"\r\n")
    if len(lines) > _LINES or lines[-2:] != [b"END", b""]:
        return None
    found = {}
    for line in lines[:-2]:
        words = line.split(b" ", 2)
        if len(words) != 3 or words[0] != b"STAT":
            return None
        found[words[1].decode("latin-1")] = words[2].decode("latin-1")
    return found


def begins(raw: bytes) -> bool:
    """Could these bytes be an answer of this protocol, perhaps cut?"""
    start = raw[:5]
    return bool(start) and any(word.startswith(start) or raw.startswith(word) for word in (*_ENDS, b"STAT "))


def number(found: dict[str, str], name: str) -> int | None:
    """That counter, where it is a decimal of at most 19 digits."""
    digits = found.get(name, "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
