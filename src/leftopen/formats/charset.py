"""Decodes bytes of unknown origin to text, without ever failing.

A declared charset is used only when it is a real text encoding, fits and decodes strictly; then strict UTF-8,
then UTF-16 without a byte order mark, and last latin-1, which accepts anything (so no byte is ever lost).
"""

from __future__ import annotations

import codecs
import re

SURROGATE = re.compile("[\ud800-\udfff]")

# `punycode` and `idna` are quadratic, `unicode_escape` is no charset of documents: only these families.
FAMILIES = re.compile(
    r"(?:utf|iso8859|iso2022|cp\d|koi8|mac|big5|euc|gb|shift|hz|johab|tis|kz|ptcp|latin|ascii|hp)",
    re.IGNORECASE,
)

MOSTLY, HARDLY = 0.7, 0.3
SAMPLE = "A1 "
ASCII = bytes((9, 10, 13, *range(32, 127)))

# What nearly every mail says; in all of them ASCII stands for itself.
_USUAL = frozenset(("", "utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"))
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, declared: str = "") -> str:
    """Text for any bytes, without lone surrogates. `declared` is the charset that the container names."""
    if declared.lower() in _USUAL and data.isascii() and b"\0" not in data:
        return data.decode("ascii")
    for mark, name in _MARKS:
        if data.startswith(mark):
            return scrub(data.decode(name, "replace"))
    for name in (_known(declared), "utf-8", _wide(data)):
        if name and (name == "utf-8" or _fits(name, data)):
            text = _strict(data, name)
            if text is not None:
                return scrub(text)
    return data.decode("latin-1")


def scrub(text: str) -> str:
    """Lone surrogates (UTF-7 and UTF-16 can make them) become U+FFFD, so that the text can be encoded."""
    return text if text.isascii() else SURROGATE.sub("\ufffd", text)


def _known(declared: str) -> str:
    try:
        name = codecs.lookup(declared.strip("\"' \t")[:40]).name if declared else ""
    except (LookupError, ValueError, UnicodeError):
        return ""
    return name if FAMILIES.match(name) else ""


def _fits(name: str, data: bytes) -> bool:
    """A charset in which ASCII is written otherwise (UTF-16, EBCDIC) decodes nearly anything, into nonsense:
    it is a lie where nearly all bytes are ASCII."""
    try:
        plain = SAMPLE.encode(name) == SAMPLE.encode("ascii")
    except (LookupError, ValueError):
        return False
    head = data[:4096]
    return plain or len(head.translate(None, ASCII)) * 100 > 15 * len(head)


def _wide(data: bytes) -> str:
    """UTF-16 without a byte order mark: nearly every second byte of western text is NUL, and of the others
    hardly one. In a block of zeros, as of a damaged disk, both are."""
    head = data[:512]
    half = len(head) // 2
    if half < 4:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * MOSTLY and even < half * HARDLY:
        return "utf-16-le"
    return "utf-16-be" if even > half * MOSTLY and odd < half * HARDLY else ""


def _strict(data: bytes, name: str) -> str | None:
    """Tolerates a cut in the last character, since samples are cut at a byte limit. It does so only after
    whole multi-byte characters; otherwise a latin-1 text that ends in an accented letter would lose it."""
    if "\0" in name or (name == "utf-8" and data.count(0) * 4 > len(data)):
        return None
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3 or data[: error.start].isascii():
            return None
    except (LookupError, ValueError):
        return None
    return data.decode(name, "ignore")
