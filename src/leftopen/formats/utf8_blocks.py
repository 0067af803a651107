"""Turns the blocks of a text in UTF-8 or UTF-16, which Windows writes, to UTF-8 without a byte order mark."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

MARK = codecs.BOM_UTF8
# As much as tells UTF-16 from other text.
SHORTEST = 512
DECLARED = re.compile(rb"(<\?xml[^>]{0,100}encoding=[\"'])utf-16", re.IGNORECASE)


def as_utf8(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """What can't be decoded becomes U+FFFD. XML that declares UTF-16 declares UTF-8 then."""
    first = b""
    for block in blocks:
        first += block
        if len(first) >= SHORTEST:
            break
    named = _utf16(first)
    if not named:
        yield first.removeprefix(MARK)
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(named)("replace")
    text = decoder.decode(first).removeprefix("\ufeff").encode()
    yield DECLARED.sub(rb"\1utf-8", text, count=1)
    for block in blocks:
        yield decoder.decode(block).encode()
    yield decoder.decode(b"", True).encode()


def _utf16(first: bytes) -> str:
    """The codec's name; '' for other text. Without a mark it shows by half of its bytes, which are zero."""
    some = first[:SHORTEST]
    low, high = some[: len(some) // 2 * 2 : 2], some[1::2]
    if some.startswith(codecs.BOM_UTF16_LE) or (high and b"\0" not in low and not high.strip(b"\0")):
        return "utf-16-le"
    big = some.startswith(codecs.BOM_UTF16_BE) or (high and b"\0" not in high and not low.strip(b"\0"))
    return "utf-16-be" if big else ""
