"""X11 as the judge reads it: one setup request without authorisation, and no request after it."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

_HARMLESS = {
    b"l\x00\x63\x00\x00\x00\x00\x00\x00\x00\x00\x00": "SETUP 99",
    b"l\x00\x0b\x00\x00\x00\x00\x00\x00\x00\x00\x00": "SETUP 11",
}


def begins(said: bytes) -> bool:
    """A byte order and an unused byte."""
    return said[:2] in (b"l\x00", b"B\x00")


def read(said: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Byte for byte one of two."""
    name = _HARMLESS.get(said[:12], "")
    if not name:
        kind = Kind.LOGIN if any(said[6:10]) else Kind.UNREADABLE
        return (), (Offence(kind=kind, text="another setup request, or one with an authorisation"),)
    if said[12:]:
        return (name,), (Offence(kind=Kind.MUTATING, text="requests after the setup"),)
    return (name,), ()
