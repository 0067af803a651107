"""Addresses of our own pages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

LONGEST = 2000


def with_query(path: str, query: Mapping[str, object]) -> str:
    """Without what is empty."""
    pairs = [(name, str(value)) for name, value in query.items() if value not in ("", None, 0)]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def inside(address: str) -> str:
    """An address that somebody gave us to go back to: its path and query, when it is one of ours, else `/`.
    A second slash or a backslash at its beginning would lead to another server."""
    begins = address.startswith("/") and not address.startswith(("//", "/\\"))
    if not begins or len(address) > LONGEST or not address.isprintable() or "\\" in address:
        return "/"
    return address


def origin_of(address: str) -> tuple[str, str]:
    """Its scheme and host; two empty ones of what is no address."""
    try:
        return urlsplit(address)[:2]
    except ValueError:
        return "", ""


def path_of(referrer: str, host: str) -> str:
    """Where somebody came from, when that was a page of ours, else `/`."""
    try:
        parts = urlsplit(referrer[:LONGEST])
    except ValueError:
        return "/"
    if parts.netloc != host:
        return "/"
    return inside(f"{parts.path}?{parts.query}" if parts.query else parts.path or "/")
