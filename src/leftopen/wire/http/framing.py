"""Finds the exact end of an HTTP response, so that the same connection can take another request.

It is stricter than the parser: whatever two parties could interpret in two ways (RFC 9112, 6.3 and 11.2)
counts as no end, and the connection is closed.
"""

from __future__ import annotations

import re

from leftopen.wire.http.body import MAX_HEAD, Headers, frame

_HEAD = re.compile(
    rb"HTTP/1\.([01]) (\d{3})(?: [\t\x20-\x7e\x80-\xff]{0,4096})?\r\n"
    rb"((?:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}:[\t\x20-\x7e\x80-\xff]{0,32768}\r\n){0,200})\r\n"
)
_TELLING = re.compile(
    rb"^(content-length|transfer-encoding|connection):[ \t]*([^\r]*?)[ \t]*\r$", re.IGNORECASE | re.MULTILINE
)
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
_LINE_END = b"\r\n"


def ends(raw: bytes, method: str = "GET") -> bool:
    """Is this one final response, complete, with nothing before or after it, on a persistent connection?

    No for: an interim response, a body that only the close would end, two lengths or a length beside chunks,
    any coding but `chunked`, a trailer, a change of protocol, a bare line feed, a folded line.
    """
    found = _HEAD.match(raw, 0, MAX_HEAD)
    if found is None:
        return False
    headers = tuple(
        (name.decode("ascii").lower(), value.decode("latin-1")) for name, value in _TELLING.findall(found[3])
    )
    status = int(found[2])
    if status < 200 or not _stays(found[1], headers):
        return False
    if found[1] == b"0" and any(name == "transfer-encoding" for name, _ in headers):
        return False
    return _to_the_byte(raw, found.end(), status, headers, method)


def _stays(minor: bytes, headers: Headers) -> bool:
    lengths = {
        word.strip().lower() for name, value in headers if name == "connection" for word in value.split(",")
    }
    return "close" not in lengths and "upgrade" not in lengths and (minor == b"1" or "keep-alive" in lengths)


def _to_the_byte(raw: bytes, start: int, status: int, headers: Headers, method: str) -> bool:
    lengths = [value for name, value in headers if name == "content-length"]
    codings = [value.lower() for name, value in headers if name == "transfer-encoding"]
    if len(lengths) > 1 or len(codings) > 1 or (lengths and codings) or (codings and codings != ["chunked"]):
        return False
    if lengths and not (lengths[0].isascii() and lengths[0].isdigit()):
        return False
    shape = frame(status, headers, method)
    if shape.chunked:
        return _chunks_end(raw, start)
    return shape.length is not None and len(raw) == start + shape.length


def _chunks_end(raw: bytes, start: int) -> bool:
    """No extension and no trailer; every line ends as the standard requires."""
    at = start
    while (size := _SIZE.match(raw, at)) is not None:
        at = size.end() + int(size[1], 16)
        if raw[at : at + 2] != _LINE_END:
            return False
        at += 2
        if not int(size[1], 16):
            return at == len(raw)
    return False
