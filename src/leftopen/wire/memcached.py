"""The subset of memcached's text protocol for two requests. Bounded, never raises.

Source: `doc/protocol.txt` of memcached. `version` and `stats` read counters; no key is named.
"""

from __future__ import annotations

VERSION = b"version\r\n"
STATS = b"stats\r\n"
LARGEST = 16384
"""The most bytes of one response that are read; the counters take about 2,500."""

UNAUTHENTICATED = b"CLIENT_ERROR unauthenticated"
"""The response of a server with an authentication file to any anonymous line."""

_LINES = 400
_ENDS = (b"END", b"ERROR", b"CLIENT_ERROR ", b"SERVER_ERROR ", b"VERSION ")


def version(raw: bytes) -> str:
    """The word after `VERSION `, or '' for anything else."""
    line, end, _ = raw[:200].partition(b"\r\n")
    words = line.split(b" ")
    if not end or len(words) < 2 or words[0] != b"VERSION" or not words[1][:1].isdigit():
        return ""
    text = words[1].decode("latin-1")
    return text if len(text) <= 40 and all(c.isalnum() or c in "._-+~" for c in text) else ""


def refuses(raw: bytes) -> bool:
    """Does it require a login first?"""
    return raw.startswith(UNAUTHENTICATED + b"\r\n")


def whole(raw: bytes) -> bool:
    """Is the response complete, or of another protocol? Counters end with `END`."""
    if not raw:
        return False
    if len(raw) >= LARGEST:
        return True
    if not raw.startswith(b"STAT"[: len(raw)]):
        return b"\n" in raw or len(raw) > 200
    return raw.endswith(b"\r\nEND\r\n")


def stats(raw: bytes) -> dict[str, str] | None:
    """Counters by name; None when the response is incomplete or is another one."""
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
    """Could these bytes be a response of this protocol, perhaps truncated?"""
    start = raw[:5]
    return bool(start) and any(word.startswith(start) or raw.startswith(word) for word in (*_ENDS, b"STAT "))


def number(found: dict[str, str], name: str) -> int | None:
    """That counter, where it is a decimal of at most 19 digits."""
    digits = found.get(name, "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
