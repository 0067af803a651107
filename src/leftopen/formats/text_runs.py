"""Carves the runs of readable text out of bytes that no reader understands: one byte or two (UTF-16) for each
character."""

from __future__ import annotations

import re

LEAST = 6
"""Bytes that could be anything rarely make a longer run by chance."""
# ASCII, and the letters of Western Europe in UTF-8.
_NARROW = re.compile(rb"(?:[\t\r\n\x20-\x7e]|[\xc3\xc5][\x80-\xbf]){%d,}" % LEAST)
_WIDE = re.compile(rb"(?:[\t\r\n\x20-\x7e]\x00){%d,}" % LEAST)


def text_runs(data: bytes, most: int) -> str:
    """The runs, each on lines of its own, at most `most` characters; never raises."""
    narrow = b"\n".join(_NARROW.findall(data))
    wide = b"\n\0".join(_WIDE.findall(data))
    found = narrow.decode("utf-8", "replace"), wide.decode("utf-16-le", "replace")
    return "\n".join(filter(None, found))[:most]


def is_binary(first: bytes) -> bool:
    """Do the first bytes look like anything but text? UTF-16 with its mark is text."""
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    head = first[:1024]
    return b"\0" in head or sum(byte < 9 or 13 < byte < 32 for byte in head) * 20 > len(head)
