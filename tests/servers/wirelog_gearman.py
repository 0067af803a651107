"""Gearman's text protocol as the judge reads it: the opener that others share, then one question."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

SAID = b"version\r\nstatus\r\n"


def begins(answer: bytes) -> bool:
    """The shared opener and the one command that no other server has."""
    return answer.startswith(SAID)


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Nothing may follow: `shutdown`, `maxqueue` and `cancel job` write, and so do binary packets."""
    asked = ("version", "status")
    if answer == SAID:
        return asked, ()
    return asked, (Offence(kind=Kind.MUTATING, text=ascii(answer[len(SAID) : 60].decode("latin-1"))),)
