"""Decodes one Content-Encoding without ever holding more than the limit.

231 bytes of triple gzip hold 512 MiB, so nothing is inflated twice and nothing past `limit`.
"""

from __future__ import annotations

import zlib

_GZIP = 31
_ZLIB = 15
_BARE_DEFLATE = -15

_PLAIN = ("", "identity")
_WINDOWS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (_ZLIB, _BARE_DEFLATE)}


def inflate(body: bytes, encoding: str, limit: int) -> tuple[bytes, bool]:
    """At most `limit` inflated bytes, and whether the content is incomplete.

    A chain (`gzip, gzip`), an unknown encoding and damaged data leave the bytes as they are, and always count
    as incomplete: what a still encoded text lacks proves nothing. Never raises.
    """
    name = encoding.strip().lower()
    for window in _WINDOWS.get(name, ()):
        try:
            return _bounded(body, window, limit)
        except zlib.error:
            continue
    return body[:limit], len(body) > limit or name not in _PLAIN


def _bounded(body: bytes, window: int, limit: int) -> tuple[bytes, bool]:
    worker = zlib.decompressobj(window)
    # One byte past the limit tells "exactly full" from "more to come"; 0 would mean no limit at all.
    out = worker.decompress(body, limit + 1)
    return out[:limit], len(out) > limit or not worker.eof
