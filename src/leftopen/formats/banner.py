"""Decodes a banner's text, and computes the hashes that Shodan's ecosystem compares.

Shodan's: `hash`, `html_hash`, `title_hash` and `server_hash` are MurmurHash3 (x86, 32 bits, signed) of the
UTF-8 text; `favicon.hash` is that of the icon's base64 with line wraps at 76; `headers_hash` that of the
status line and the header names, one a line. Two of its published values are in the tests.
"""

from __future__ import annotations

import base64

import mmh3

from leftopen.model.channel import Reply


def text(raw: bytes) -> tuple[str, str]:
    """The text, and the encoding that restores the bytes: strict UTF-8, else latin-1. NUL is removed (it
    can't be stored), so that bytes with NUL are restored without it."""
    raw = raw.replace(b"\0", b"")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "latin-1"


def text_hash(value: str) -> int:
    """Signed 32 bits; 0 for the empty text."""
    return int(mmh3.hash(value.encode("utf-8", "replace")))


def data_hash(raw: bytes) -> int:
    """Shodan's `hash` of a banner as it was received."""
    return text_hash(text(raw)[0])


def favicon_hash(icon: bytes) -> int:
    """Of the base64 text with its line wraps and the last newline, as Shodan computes it."""
    return int(mmh3.hash(base64.encodebytes(icon)))


def headers_hash(reply: Reply) -> int:
    """Of the status line and the header names in their order, without values."""
    status = f"{reply.version} {reply.status} {reply.phrase}".rstrip()
    return text_hash("\n".join((status, *(name for name, _ in reply.headers))))
