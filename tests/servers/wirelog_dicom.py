"""DICOM as the judge reads it: an association for Verification alone, C-ECHO and release."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

REQUEST, DATA, RELEASE, ABORT = 1, 4, 5, 7
IDENTITY = 0x58
VERIFICATION = b"1.2.840.10008.1.1"
ECHO = b"\0\0\0\1\2\0\0\0\x30\0"


def begins(answer: bytes) -> bool:
    """A proposal of an association: its kind, its length, and version 1."""
    return answer[:2] == b"\1\0" and answer[6:10] == b"\0\1\0\0" and len(answer) > 74


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Message by message."""
    asked: list[str] = []
    rest = answer
    while rest:
        length = int.from_bytes(rest[2:6], "big")
        body = rest[6 : 6 + length]
        if len(body) < length or len(rest) < 6:
            return tuple(asked), (Offence(kind=Kind.UNREADABLE, text="an unfinished message"),)
        name, offence = _message(rest[0], body)
        asked.append(name)
        if offence is not None:
            return tuple(asked), (offence,)
        rest = rest[6 + length :]
    return tuple(asked), ()


def _message(kind: int, body: bytes) -> tuple[str, Offence | None]:
    if kind == REQUEST:
        return "ASSOCIATE", _proposal(body)
    if kind == DATA:
        count = body.count(b"\0\0\0\1\2\0\0\0")
        fine = count == 1 and ECHO in body and VERIFICATION in body
        return "C-ECHO", None if fine else Offence(kind=Kind.MUTATING, text="a command that is no C-ECHO")
    if kind in (RELEASE, ABORT) and len(body) == 4:
        return "RELEASE", None
    return "?", Offence(kind=Kind.UNREADABLE, text=f"message {kind}")


def _proposal(body: bytes) -> Offence | None:
    """Its items: every abstract class is Verification, and no user is named."""
    inside = [item for _, data in _items(body[68:], 0x20) for item in _items(data[4:], 0x30)]
    if not inside or any(data != VERIFICATION for _, data in inside):
        return Offence(kind=Kind.MUTATING, text="a class that is not Verification")
    users = [item for _, data in _items(body[68:], 0x50) for item in _items(data, IDENTITY)]
    return Offence(kind=Kind.LOGIN, text="a user's identity") if users else None


def _items(data: bytes, wanted: int) -> list[tuple[int, bytes]]:
    found = []
    at = 0
    while at + 4 <= len(data):
        end = at + 4 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at] == wanted:
            found.append((data[at], data[at + 4 : end]))
        at = end
    return found
