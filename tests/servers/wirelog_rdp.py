"""Remote Desktop as the judge reads it: one negotiation without a user's cookie."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

REQUEST = b"\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\x0b\0\0\0"


def begins(answer: bytes) -> bool:
    """A connection request of X.224 in its packet."""
    return answer[:2] == b"\3\0" and answer[5:6] == b"\xe0"


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """What follows the negotiation is the way to a login."""
    if answer == REQUEST:
        return ("negotiation",), ()
    kind = Kind.LOGIN if answer.startswith(REQUEST) or b"Cookie" in answer else Kind.UNREADABLE
    return ("negotiation",), (Offence(kind=kind, text=ascii(answer[:40].decode("latin-1"))),)
