"""AFP as the judge reads it: the server's information and nothing else."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

GET_STATUS = b"\0\3\0\1" + bytes(12)
OPEN_SESSION, COMMAND = 4, 2


def begins(answer: bytes) -> bool:
    """The header of a request of DSI."""
    return (
        len(answer) >= 16
        and answer[:1] == b"\0"
        and answer[1] in (COMMAND, 3, OPEN_SESSION)
        and answer[12:16] == bytes(4)
    )


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """A session is the way to a login."""
    if answer == GET_STATUS:
        return ("GetStatus",), ()
    kind = Kind.LOGIN if answer[1] == OPEN_SESSION or answer.startswith(GET_STATUS) else Kind.MUTATING
    return ("?",), (Offence(kind=kind, text=ascii(answer[:40].decode("latin-1"))),)
