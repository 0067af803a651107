"""epmd's requests as the judge reads them: one question."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

NAMES = b"\0\1n"


def begins(said: bytes) -> bool:
    """The question, or a registration, a kill or a stop in its frame."""
    return said.startswith(NAMES) or (
        len(said) > 2 and said[:1] == b"\0" and said[2:3] in b"xks" and _fits(said)
    )


def _fits(said: bytes) -> bool:
    return int.from_bytes(said[:2], "big") == len(said) - 2


def read(said: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Nothing may follow."""
    if said == NAMES:
        return ("NAMES",), ()
    return ("?",), (Offence(kind=Kind.MUTATING, text=ascii(said[:40].decode("latin-1"))),)
