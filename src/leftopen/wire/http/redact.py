"""Redacts an HTTP exchange for storage: heads without keys, never a body, no path from the target.

A detector can mask known forms. No detector knows a person's name in a mail, a file name or a path, so that
everything that may hold one is left out whole.
"""

from __future__ import annotations

import re
from functools import cache

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

_MARKS = ("set-cookie", "authorization", "-token")
"""Each of them has one."""

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
    return _marked(head, fields, "…".encode() if banner.text(head)[1] == "utf-8" else b"...")


def _marked(head: bytes, fields: frozenset[bytes], mark: bytes) -> bytes:
    def shown(line: re.Match[bytes]) -> bytes:
        name = _name_only(line[3]) if line[2].lower() in SECRETS else b""
        return line[1] + b": " + name + mark + b"\r"

    return _lines_of(fields).sub(shown, head)


@cache
def _lines_of(fields: frozenset[bytes]) -> re.Pattern[bytes]:
    """A line of one of these fields, with those that continue it: what stands before the colon, the name in
    it, the value."""
    names = b"|".join(sorted(map(re.escape, fields), reverse=True))
    return re.compile(rb"^([^\S\n]*(" + names + rb")[^\S\n]*):([^\n]*)(?:\n[ \t][^\n]*)*", re.I | re.M)


def without_secrets(text: str, encoding: str = "utf-8") -> str:
    """The same of a text that another tool stored. `encoding`: that of the bytes it was read from."""
    lowered = text.lower()
    found = [at for mark in _MARKS if (at := lowered.find(mark)) >= 0]
    if not found:
        return text
    start, end = 0, len(text)
    # Most heads have one such line, and millions are imported. Outside ASCII, small letters may be longer.
    if text.isascii():
        start = text.rfind("\n", 0, min(found)) + 1
        end = _line_end(text, max(map(lowered.rfind, _MARKS)))
    mark = b"..." if encoding == "latin-1" else "…".encode()
    kept = _marked(text[start:end].encode("utf-8", "surrogatepass"), SECRETS, mark)
    return text[:start] + kept.decode("utf-8", "surrogatepass") + text[end:]


def _line_end(text: str, at: int) -> int:
    """Where the line ends, with the lines that continue it."""
    end = text.find("\n", at)
    while end >= 0 and text[end + 1 : end + 2] in (" ", "\t"):
        end = text.find("\n", end + 1)
    return end if end >= 0 else len(text)


def _name_only(value: bytes) -> bytes:
    cookie, equals, _ = value.strip().partition(b"=")
    return cookie[:64] + b"=" if equals and b" " not in cookie else b""
