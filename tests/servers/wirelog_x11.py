"""X11 as the judge reads it: one setup request without authorisation, and no request after it."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

_HARMLESS = {
    b"l\x00\x63\x00\x00\x00\x00\x00\x00\x00\x00\x00": "SETUP 99",
    b"l\x00\x0b\x00\x00\x00\x00\x00\x00\x00\x00\x00": "SETUP 11",
}


def begins(answer: bytes) -> bool:
    """A byte order and an unused byte."""
    return answer[:2] in (b"l\x00", b"B\x00")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Byte for byte one of two."""
    name = _HARMLESS.get(answer[:12], "")
    if not name:
        kind = Kind.LOGIN if any(answer[6:10]) else Kind.UNREADABLE
        return (), (Offence(kind=kind, text="another setup request, or one with an authorisation"),)
    if answer[12:]:
        return (name,), (Offence(kind=Kind.MUTATING, text="requests after the setup"),)
    return (name,), ()
