"""beanstalkd's text protocol, for two requests. Pure, bounded, never raises.

Source: `doc/protocol.txt` of beanstalkd. `stats` reads counters; no job is peeked at or reserved.
"""

from __future__ import annotations

VERSION = b"version\r\n"
"""No command of beanstalkd: it answers `UNKNOWN_COMMAND`, memcached its version."""
STATS = b"stats\r\n"
UNKNOWN = b"UNKNOWN_COMMAND\r\n"
LARGEST = 8192
"""The most bytes of one response that are read; the counters take about 1,000."""

QUEUED = ("current-jobs-ready", "current-jobs-reserved", "current-jobs-delayed", "current-jobs-buried")
_LINES = 200


def whole(raw: bytes) -> bool:
    """Is the response complete, or none of this protocol?"""
    line, end, rest = raw.partition(b"\r\n")
    if not end:
        return len(raw) > 200
    length = _length(line)
    return length is None or len(rest) >= length + 2 or len(raw) >= LARGEST


def stats(raw: bytes) -> dict[str, str] | None:
    """Counters by name, from `OK <bytes>` and as many bytes; None for anything else."""
    line, _, rest = raw[:LARGEST].partition(b"\r\n")
    length = _length(line)
    if length is None or len(rest) < length + 2 or rest[length : length + 2] != b"\r\n":
        return None
    first, *lines = rest[:length].decode("latin-1").split("\n")
    if first != "---" or len(lines) > _LINES:
        return None
    pairs = [text.partition(": ") for text in lines if text]
    found = {name: value.strip('"') for name, mark, value in pairs if mark}
    return found if len(found) == len(pairs) and "current-tubes" in found else None


def number(found: dict[str, str], name: str) -> int | None:
    """That counter, where it is a decimal of at most 18 digits."""
    digits = found.get(name, "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def count_jobs(found: dict[str, str]) -> int | None:
    """Jobs in all tubes, whatever their state; None when a counter is missing."""
    counts = [number(found, name) for name in QUEUED]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def version(found: dict[str, str]) -> str:
    """`1.13`, or '' for something that is no version."""
    text = found.get("version", "").lstrip("v")
    fits = text[:1].isdigit() and len(text) <= 40 and all(c.isalnum() or c in ".+-" for c in text)
    return text if fits and text.isascii() else ""


def _length(line: bytes) -> int | None:
    word, _, digits = line.partition(b" ")
    return int(digits) if word == b"OK" and digits.isdigit() and len(digits) < 6 else None
