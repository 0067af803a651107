"""SOCKS 5 as the judge reads it: a greeting without a login, and nothing else."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

GREETING = b"\5\1\0"


def begins(answer: bytes) -> bool:
    """Version 5, and one or two ways to log in."""
    return answer[:1] == b"\5" and answer[1:2] in (b"\1", b"\2")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """A request would make the proxy connect; another way is a login."""
    if answer == GREETING:
        return ("greeting",), ()
    kind = Kind.MUTATING if answer.startswith(GREETING) else Kind.LOGIN
    return ("greeting",), (Offence(kind=kind, text=ascii(answer[:20].decode("latin-1"))),)
