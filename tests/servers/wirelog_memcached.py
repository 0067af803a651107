"""memcached's text protocol as the judge reads it: two questions, to the byte.

Only a stream that begins with the opener is read here; every other line is read by `wirelog_lines`, which
knows no command of memcached and calls each an offence.
"""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

HARMLESS = {b"version": "version", b"stats": "stats", b"quit": "quit"}


def begins(answer: bytes) -> bool:
    """The opener."""
    return answer.startswith(b"version\r\n")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Lines; `stats` with an argument is none of the questions (`stats reset` writes)."""
    asked: list[str] = []
    *lines, rest = answer.split(b"\r\n")
    for line in lines:
        name = HARMLESS.get(line)
        if name is None:
            return tuple(asked), (Offence(kind=Kind.MUTATING, text=ascii(line[:40].decode("latin-1"))),)
        asked.append(name)
    if rest:
        return tuple(asked), (Offence(kind=Kind.UNREADABLE, text="an unfinished line"),)
    return tuple(asked), ()
