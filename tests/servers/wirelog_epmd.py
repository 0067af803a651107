"""epmd's requests as the judge reads them: one question."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

NAMES = b"\0\1n"


def begins(answer: bytes) -> bool:
    """The question, or a registration, a kill or a stop in its frame."""
    return answer.startswith(NAMES) or (
        len(answer) > 2 and answer[:1] == b"\0" and answer[2:3] in b"xks" and _fits(answer)
    )


def _fits(answer: bytes) -> bool:
    return int.from_bytes(answer[:2], "big") == len(answer) - 2


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Nothing may follow."""
    if answer == NAMES:
        return ("NAMES",), ()
    return ("?",), (Offence(kind=Kind.MUTATING, text=ascii(answer[:40].decode("latin-1"))),)
