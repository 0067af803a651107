"""SQL Server's protocol as the judge reads it: PRELOGIN and nothing after it."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

PRELOGIN = b"\x12\1\0\x1a" + bytes(4) + b"\0\0\x0b\0\6\1\0\x11\0\1\xff" + bytes(6) + b"\2"
LOGIN7, SSPI = 0x10, 0x11


def begins(answer: bytes) -> bool:
    """The header of a PRELOGIN or of a login."""
    return (
        answer[:1] in (b"\x12", bytes([LOGIN7]), bytes([SSPI]))
        and answer[1:2] == b"\1"
        and answer[4:6] == b"\0\0"
    )


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """What follows is the login."""
    if answer == PRELOGIN:
        return ("PRELOGIN",), ()
    login = answer.startswith(PRELOGIN) or answer[0] in (LOGIN7, SSPI)
    kind = Kind.LOGIN if login else Kind.UNREADABLE
    return ("?",), (Offence(kind=kind, text=ascii(answer[:40].decode("latin-1"))),)
