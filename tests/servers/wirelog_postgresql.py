"""PostgreSQL's protocol as the judge reads it: requests for TLS and for GSSAPI, or one start-up, to the byte.

The start-up is that of the one invented stranger, with nothing but his name and his database's. Any other
user is a log-in, and so is every message that follows (a password, a query).
"""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

_SSL = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
_GSSAPI = b"\x00\x00\x00\x08\x04\xd2\x16\x30"
_STRANGER = b"\x00\x00\x00\x38\x00\x03\x00\x00user\x00leftopen_nobody\x00database\x00leftopen_nowhere\x00\x00"
_STARTS = {_GSSAPI: "gssapi", _STRANGER: "stranger"}

_VERSIONS = (
    _SSL[4:],
    b"\x00\x03\x00\x00",
    b"\x00\x02\x00\x00",
    b"\x04\xd2\x16\x2e",
    b"\x04\xd2\x16\x30",
)


def begins(answer: bytes) -> bool:
    """A packet without a kind, of a version of the protocol or of a request."""
    return len(answer) >= 8 and answer[:2] == b"\x00\x00" and answer[4:8] in _VERSIONS


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Inside TLS nothing can be looked at; the same words are judged on servers without it."""
    asked: tuple[str, ...] = ()
    rest = answer
    if rest.startswith(_SSL):
        asked, rest = ("tls",), rest[len(_SSL) :]
        if not rest or (rest[:1] in (b"\x16", b"\x15") and rest[1:2] == b"\x03"):
            return asked, ()
    for start, name in _STARTS.items():
        if rest == start:
            return (*asked, name), ()
        if rest.startswith(start):
            return (*asked, name), (Offence(kind=Kind.LOGIN, text="more after the start-up"),)
    if len(rest) >= 8 and rest[4:8] == b"\x00\x03\x00\x00":
        return asked, (Offence(kind=Kind.LOGIN, text="a start-up of another user"),)
    return asked, (Offence(kind=Kind.UNREADABLE, text="no packet that is known"),)
