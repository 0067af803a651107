"""The lines of MPD and of a Munin node as the judge reads them: whole words that ask, to the byte."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

HARMLESS = {b"stats": "stats", b"status": "status", b"version": "version", b"list": "list"}
"""With an argument `list` is another question of MPD, and asks a Munin node for another machine."""


def begins(answer: bytes) -> bool:
    """One of them with the bare end that both use; `\\r\\n` belongs to other protocols."""
    return answer.partition(b"\n")[0] in HARMLESS


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Any other line may write: `clear`, `play`, `spoolfetch`."""
    asked: list[str] = []
    *lines, rest = answer.split(b"\n")
    for line in lines:
        name = HARMLESS.get(line)
        if name is None:
            return tuple(asked), (Offence(kind=Kind.MUTATING, text=ascii(line[:40].decode("latin-1"))),)
        asked.append(name)
    if rest:
        return tuple(asked), (Offence(kind=Kind.UNREADABLE, text="an unfinished line"),)
    return tuple(asked), ()
