"""Percent-encoding of one step of a path or one value of a query (RFC 3986, 2.1)."""

from __future__ import annotations

import string

_PLAIN = frozenset(f"{string.ascii_letters}{string.digits}-._~".encode())


def encoded(text: str) -> str:
    """Every byte of its UTF-8 but the unreserved ones as `%2F`; half a character counts as `?`."""
    raw = text.encode("utf-8", "replace")
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in raw)
