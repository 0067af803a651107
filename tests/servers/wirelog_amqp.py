"""AMQP as the judge reads it: the header and nothing else, because a login follows it."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

HEADER = b"AMQP\0\0\x09\x01"


def begins(answer: bytes) -> bool:
    """Any version's header."""
    return answer.startswith(b"AMQP")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """`Start-Ok` would be the login."""
    if answer == HEADER:
        return ("header",), ()
    kind = Kind.LOGIN if answer.startswith(HEADER) else Kind.UNREADABLE
    return ("header",), (Offence(kind=kind, text=ascii(answer[8:40].decode("latin-1"))),)
