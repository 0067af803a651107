"""Redacts an HTTP exchange for storage: heads without keys, never a body, no path from the target.

A detector can mask known forms. No detector knows a person's name in a mail, a file name or a path, so that
everything that may hold one is left out whole.
"""

from __future__ import annotations

import re

from leftopen.formats import banner
from leftopen.wire.http import message

SECRETS = frozenset(
    (
        b"set-cookie",
        b"set-cookie2",
        b"authorization",
        b"proxy-authorization",
        b"x-auth-token",
        b"x-csrf-token",
    )
)
"""Headers whose values are credentials."""

NAMING = frozenset((b"content-disposition", b"content-location", b"link", b"location"))
"""Headers that name the content."""

_LINE = re.compile(rb"([A-Z]{1,16} /)([^ \r\n]*)( HTTP/)")


def redacted_request(raw: bytes) -> bytes:
    """A request whose path may come from the target: `GET /... HTTP/1.1`; b'' for what is no HTTP."""
    line = _LINE.match(raw)
    if line is None:
        return b""
    return line[1] + (b"..." if line[2] else b"") + line[3] + raw[line.end() :]


def redacted_response(raw: bytes, *, named: bool) -> bytes:
    """The head, without the values of secrets, b'' for what is no HTTP. `named`: the request was for
    something with a name, which the head may repeat."""
    reply = message.read(raw, limit=0, ended=True)
    return without(reply.head, SECRETS | NAMING if named else SECRETS) if reply else b""


def without(head: bytes, fields: frozenset[bytes] = SECRETS) -> bytes:
    """The head as received, without the values of these fields: their names (and a cookie's) show what runs
    there."""
    lowered = head.lower()
    if not any(field in lowered for field in fields):
        return head
    mark = "…".encode() if banner.text(head)[1] == "utf-8" else b"..."
    kept: list[bytes] = []
    dropping = False
    for line in head.split(b"\n"):
        if dropping and line[:1] in (b" ", b"\t"):
            continue
        field, colon, value = line.partition(b":")
        name = field.strip().lower()
        dropping = bool(colon) and name in fields
        shown = _name_only(value) if name in SECRETS else b""
        kept.append(field + b": " + shown + mark + b"\r" if dropping else line)
    return b"\n".join(kept)


def _name_only(value: bytes) -> bytes:
    cookie, equals, _ = value.strip().partition(b"=")
    return cookie[:64] + b"=" if equals and b" " not in cookie else b""
