"""memcached's text protocol as the judge reads it: two questions, to the byte.

Only a stream that begins with the opener is read here; every other line is read by `wirelog_lines`, which
knows no command of memcached and calls each an offence.
"""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

HARMLESS = {b"version": "version", b"stats": "stats", b"quit": "quit"}


def begins(said: bytes) -> bool:
    """The opener."""
    return said.startswith(b"version\r\n")


def read(said: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Lines; `stats` with an argument is none of the questions (`stats reset` writes)."""
    asked: list[str] = []
    *lines, rest = said.split(b"\r\n")
    for line in lines:
        name = HARMLESS.get(line)
        if name is None:
            return tuple(asked), (Offence(kind=Kind.MUTATING, text=ascii(line[:40].decode("latin-1"))),)
        asked.append(name)
    if rest:
        return tuple(asked), (Offence(kind=Kind.UNREADABLE, text="an unfinished line"),)
    return tuple(asked), ()
