"""URLs of the console. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

LONGEST = 2000
SECOND = "/me/second"
"""Where a user sets up a second factor."""


def with_query(path: str, query: Mapping[str, object]) -> str:
    """Empty values are left out."""
    pairs = [(name, str(value)) for name, value in query.items() if value not in ("", None, 0)]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def return_path(address: str) -> str:
    """A return address: its path and query when it is ours, else `/`. A second slash or a backslash at its
    start would lead to another server."""
    begins = address.startswith("/") and not address.startswith(("//", "/\\"))
    if not begins or len(address) > LONGEST or not address.isprintable() or "\\" in address:
        return "/"
    return address


def origin_of(address: str) -> tuple[str, str]:
    """Its scheme and host; two empty strings when it is not a URL."""
    try:
        return urlsplit(address)[:2]
    except ValueError:
        return "", ""


def path_of(referrer: str, host: str) -> str:
    """The path of the referring page when it is ours, else `/`."""
    try:
        parts = urlsplit(referrer[:LONGEST])
    except ValueError:
        return "/"
    if parts.netloc != host:
        return "/"
    return return_path(f"{parts.path}?{parts.query}" if parts.query else parts.path or "/")
