"""Percent-encodes one step of a path or one value of a query (RFC 3986, 2.1)."""

from __future__ import annotations

import re
import string

_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")
_PLAIN = frozenset(f"{string.ascii_letters}{string.digits}-._~".encode())


def encoded(text: str) -> str:
    """Every byte of its UTF-8 except the unreserved ones as `%2F`; a lone surrogate becomes `?`."""
    raw = text.encode("utf-8", "replace")
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in raw)


def decoded(text: str) -> str:
    """`%2F` and the like decoded once; bytes that are no UTF-8 become U+FFFD, and a lone `%` stays."""
    if "%" not in text:
        return text
    raw = text.encode("utf-8", "replace")
    return _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), raw).decode("utf-8", "replace")
