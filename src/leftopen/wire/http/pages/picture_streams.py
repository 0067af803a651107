"""Finds the pictures of a page that are a camera's stream or snapshot, by their addresses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

MOST, LOOKED_AT = 20, 128 * 1024
_SOURCE = re.compile(
    r"<(?:img|iframe|source|video|embed)\b[^<>]{0,300}?\bsrc\s?=\s?[\"']?([^\"'\s<>]{1,500})", re.I
)
_STREAM = re.compile(
    r"mjpe?g|motion-?jpeg|multipart|(?:video|image|snapshot|snap|still|stream|camera|cam)\d{0,3}\.(?:cgi|fcgi)|"
    r"action=(?:stream|snapshot)|(?:^|/)(?:snapshot|video_?feed|videostream|live_?stream|webcam|camera\d{1,3})"
    r"(?:$|[/?.])|(?:^|/)stream(?:$|[/?]|\.mjpe?g)",
    re.IGNORECASE,
)


def picture_streams(text: str) -> Iterator[str]:
    """The addresses as written, entities decoded; at most 20."""
    count = 0
    for found in _SOURCE.finditer(text[:LOOKED_AT]):
        address = unescape(found[1])
        if _STREAM.search(address):
            yield address
            count += 1
            if count >= MOST:
                return
