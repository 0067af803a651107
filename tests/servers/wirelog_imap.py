"""IMAP as the judge reads it: what a stranger may ask without opening a folder, and the anonymous log-in."""

from __future__ import annotations

import re

from tests.servers.offence import Kind, Offence

_COMMAND = re.compile(rb"L\d{1,2} ([A-Z]{2,20})(?: (.*))?", re.DOTALL)
_COUNTERS = re.compile(rb'"(?:[^"\\\r\n]|\\["\\]){1,1000}" \(MESSAGES(?: SIZE)?\)')
_TRACE = b"bGVmdG9wZW5AbGVmdG9wZW4uaW52YWxpZA=="
"""leftopen@leftopen.invalid: RFC 4505 wants a word about who is asking."""
_EXACT = {
    b"CAPABILITY": (b"",),
    b"ID": (b"NIL",),
    b"STARTTLS": (b"",),
    b"AUTHENTICATE": (b"ANONYMOUS",),
    b"LIST": (b'"" "*"',),
    b"LOGOUT": (b"",),
}


def begins(answer: bytes) -> bool:
    """A tag of ours and a word."""
    return _COMMAND.match(answer[:40].partition(b"\r\n")[0]) is not None


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """One command a line; ends at STARTTLS, after which the bytes are TLS."""
    asked: list[str] = []
    offences: list[Offence] = []
    rest, before = answer, b""
    while rest:
        line, end, rest = rest.partition(b"\r\n")
        found = _COMMAND.fullmatch(line) if end else None
        if found is None:
            if not (line == _TRACE and before == b"AUTHENTICATE" and end):
                offences.append(Offence(kind=Kind.UNREADABLE, text=ascii(line[:30].decode("latin-1"))))
            before = b""
            continue
        before = found[1]
        asked.append(before.decode())
        offences += _of_command(before, found[2] or b"")
        if before == b"STARTTLS" and rest:
            if not (rest[:1] in (b"\x16", b"\x15") and rest[1:2] == b"\x03"):
                offences.append(Offence(kind=Kind.UNREADABLE, text="bytes after STARTTLS that are not TLS"))
            break
    return tuple(asked), tuple(offences)


def _of_command(word: bytes, more: bytes) -> list[Offence]:
    if more in _EXACT.get(word, ()) or (word == b"STATUS" and _COUNTERS.fullmatch(more)):
        return []
    kind = Kind.LOGIN if word in (b"LOGIN", b"AUTHENTICATE") else Kind.MUTATING
    return [Offence(kind=kind, text=word.decode())]
