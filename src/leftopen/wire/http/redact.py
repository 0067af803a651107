"""What of an HTTP exchange may be kept: heads without keys, never a body, no path that the target named.

A detector can mask what it knows. A person's name in a mail, a file name or a path is known to none, so what
may hold one is left out whole.
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
"""Headers whose values are keys."""

NAMING = frozenset((b"content-disposition", b"content-location", b"link", b"location"))
"""Headers that say what the thing is called."""

_LINE = re.compile(rb"([A-Z]{1,16} /)([^ \r\n]*)( HTTP/)")


def redacted_request(raw: bytes) -> bytes:
    """A request whose path may have been learned from the target: `GET /... HTTP/1.1`; b'' for what is no
    HTTP."""
    line = _LINE.match(raw)
    if line is None:
        return b""
    return line[1] + (b"..." if line[2] else b"") + line[3] + raw[line.end() :]


def redacted_response(raw: bytes, *, named: bool) -> bytes:
    """The head, the values of secrets cut, b'' for what is no HTTP. `named`: it answers a question for
    something that has a name, which the head may repeat."""
    reply = message.read(raw, limit=0, ended=True)
    return without(reply.head, SECRETS | NAMING if named else SECRETS) if reply else b""


def without(head: bytes, fields: frozenset[bytes] = SECRETS) -> bytes:
    """The head as received, with the values of these fields cut: their names (and a cookie's) say what runs
    there."""
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
