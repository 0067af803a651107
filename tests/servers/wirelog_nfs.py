"""NFS as the judge reads it: calls of version 4 that name nobody and only list."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

NULL, COMPOUND = 0, 1
NAMES = {9: "GETATTR", 15: "LOOKUP", 24: "PUTROOTFH", 26: "READDIR", 33: "SECINFO"}
_READDIR = 16 + 4 + 4


def begins(answer: bytes) -> bool:
    """One whole record that is a call of RPC version 2."""
    return bool(answer[:1]) and answer[0] == 0x80 and answer[8:16] == b"\0\0\0\0\0\0\0\2"


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Call by call."""
    asked: list[str] = []
    rest = answer
    while rest:
        length = int.from_bytes(rest[1:4], "big")
        body, rest = rest[4 : 4 + length], rest[4 + length :]
        names, offence = _call(body, length)
        asked += names
        if offence is not None:
            return tuple(asked), (offence,)
    return tuple(asked), ()


def _call(body: bytes, length: int) -> tuple[list[str], Offence | None]:
    words = [int.from_bytes(body[at : at + 4], "big") for at in range(0, 40, 4)]
    if len(body) < max(length, 40):
        return ["?"], Offence(kind=Kind.UNREADABLE, text="an unfinished call")
    if words[3] != 100_003 or words[4] != 4:
        return ["?"], Offence(kind=Kind.MUTATING, text=f"program {words[3]} version {words[4]}")
    if words[6:10] != [0, 0, 0, 0]:
        return ["?"], Offence(kind=Kind.LOGIN, text="an identity")
    if words[5] == NULL and len(body) == 40:
        return ["NULL"], None
    if words[5] != COMPOUND or body[40:48] != bytes(8):
        return ["?"], Offence(kind=Kind.UNREADABLE, text=f"procedure {words[5]}")
    return _operations(body[48:])


def _operations(rest: bytes) -> tuple[list[str], Offence | None]:
    names: list[str] = []
    count, rest = int.from_bytes(rest[:4], "big"), rest[4:]
    for _ in range(min(count, 16)):
        kind, rest = int.from_bytes(rest[:4], "big"), rest[4:]
        if kind not in NAMES:
            return [*names, str(kind)], Offence(kind=Kind.MUTATING, text=f"operation {kind}")
        names.append(NAMES[kind])
        size = int.from_bytes(rest[:4], "big")
        if names[-1] in ("LOOKUP", "SECINFO"):
            rest = rest[4 + size + -size % 4 :]
        elif names[-1] == "GETATTR":
            rest = rest[4 + 4 * size :]
        elif names[-1] == "READDIR":
            mask = int.from_bytes(rest[_READDIR : _READDIR + 4], "big")
            rest = rest[_READDIR + 4 + 4 * mask :]
    if rest or len(names) != count:
        return names, Offence(kind=Kind.UNREADABLE, text="a compound of another length")
    return names, None
