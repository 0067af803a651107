"""RFB (VNC) as the judge reads it: a version, the security type None, a shared session, and not a byte more.

A password is an answer to the challenge of another type, so no other type may be chosen; what follows
ClientInit would be a key, a movement of the pointer or a question for the picture.
"""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

_VERSIONS = {b"RFB 003.003\n": 0, b"RFB 003.007\n": 1, b"RFB 003.008\n": 1}
"""Each with the number of bytes that choose a security type."""


def begins(answer: bytes) -> bool:
    return answer.startswith(b"RFB ")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """The three steps in their order; a talk may end after each."""
    version, rest = answer[:12], answer[12:]
    if version not in _VERSIONS:
        return (), (Offence(kind=Kind.UNREADABLE, text="no version of the protocol"),)
    asked = ["VERSION"]
    choice, rest = rest[: _VERSIONS[version]], rest[_VERSIONS[version] :]
    if choice:
        asked.append("NONE")
        if choice != b"\x01":
            return tuple(asked), (Offence(kind=Kind.LOGIN, text=f"security type {choice[0]}"),)
    if rest:
        asked.append("SHARED")
        if rest[0] != 1:
            return tuple(asked), (Offence(kind=Kind.MUTATING, text="a session that ends the others"),)
    if len(rest) > 1:
        return tuple(asked), (Offence(kind=Kind.MUTATING, text=f"message {rest[1]} in a session"),)
    return tuple(asked), ()
