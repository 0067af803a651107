"""Git's protocol as the judge reads it: one request for the references of nothing or of the root."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

ASKED = {
    b"0024git-upload-pack \0host=localhost\0": "nowhere",
    b"0025git-upload-pack /\0host=localhost\0": "root",
}


def begins(answer: bytes) -> bool:
    """A line of that protocol that names a service."""
    return answer[4:8] == b"git-"


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Nothing may follow: what would be fetched is wanted there."""
    if answer.startswith(b"git-receive-pack", 4):
        return ("receive-pack",), (Offence(kind=Kind.MUTATING, text="a push"),)
    name = ASKED.get(answer)
    if name is None:
        return ("?",), (Offence(kind=Kind.UNREADABLE, text=ascii(answer[:60].decode("latin-1"))),)
    return (name,), ()
