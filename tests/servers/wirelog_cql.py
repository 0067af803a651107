"""Cassandra's protocol as the judge reads it: options, a session without a user, one SELECT."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

OPTIONS, STARTUP, QUERY, AUTH_RESPONSE = 5, 1, 7, 15
SELECT = b"SELECT keyspace_name FROM system_schema.keyspaces"
BODIES = {
    OPTIONS: ("OPTIONS", b""),
    STARTUP: ("STARTUP", b"\0\1\0\x0bCQL_VERSION\0\x053.0.0"),
    QUERY: ("SELECT", len(SELECT).to_bytes(4, "big") + SELECT + b"\0\1\0"),
}


def begins(answer: bytes) -> bool:
    """The header of a request of version 4 without flags."""
    return answer.startswith(b"\4\0\0\0") and len(answer) >= 9 and answer[5:7] == b"\0\0"


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Frame by frame."""
    asked: list[str] = []
    rest = answer
    while rest:
        size = int.from_bytes(rest[5:9], "big")
        if len(rest) < 9 + size or not rest.startswith(b"\4\0\0\0"):
            return tuple(asked), (Offence(kind=Kind.UNREADABLE, text="an unfinished frame"),)
        kind, body, rest = rest[4], rest[9 : 9 + size], rest[9 + size :]
        name, expected = BODIES.get(kind, (str(kind), b"?"))
        asked.append(name)
        if kind == AUTH_RESPONSE:
            return tuple(asked), (Offence(kind=Kind.LOGIN, text="AUTH_RESPONSE"),)
        if body != expected:
            return tuple(asked), (Offence(kind=Kind.MUTATING, text=ascii(body[:60].decode("latin-1"))),)
    return tuple(asked), ()
