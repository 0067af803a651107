"""Subversion's own protocol as the judge reads it: the anonymous login and the listing of the root."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

HELLO = b"( 2 ( edit-pipeline svndiff1 depth ) 15:svn://localhost 8:leftopen ( ) ) "
LOG_IN = b"( ANONYMOUS ( 0: ) ) "
LIST_ROOT = b"( get-dir ( 0: ( ) false true ( kind ) ) ) "


def begins(answer: bytes) -> bool:
    """A list, whose first element is a number."""
    return answer.startswith(b"( ") and answer[2:3].isdigit()


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Exactly these three, in this order; another way to log in has another name in its place."""
    asked = []
    rest = answer
    for name, message in (("hello", HELLO), ("ANONYMOUS", LOG_IN), ("get-dir", LIST_ROOT)):
        if rest.startswith(message):
            asked.append(name)
            rest = rest[len(message) :]
    if not rest:
        return tuple(asked), ()
    kind = Kind.LOGIN if asked == ["hello"] else Kind.MUTATING
    return tuple(asked), (Offence(kind=kind, text=ascii(rest[:60].decode("latin-1"))),)
