"""DNS over TCP as the judge reads it: questions, each alone in its message."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

HEAD = 12
ASKED = {(2, 1): "NS", (6, 1): "SOA", (252, 1): "AXFR", (16, 3): "TXT CH"}
UPDATE, NOTIFY = 5, 4


def begins(answer: bytes) -> bool:
    """A short length, and the header of a request with one question or one zone."""
    length = int.from_bytes(answer[:2], "big")
    return 17 <= length <= 600 and len(answer) >= 14 and answer[6:8] == b"\0\1" and not answer[4] & 0x80


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """No flag is set, and nothing but the question is there: no update, no key."""
    asked: list[str] = []
    rest = answer
    while rest:
        length = int.from_bytes(rest[:2], "big")
        body, rest = rest[2 : 2 + length], rest[2 + length :]
        name, offence = _question(body, length)
        asked.append(name)
        if offence is not None:
            return tuple(asked), (offence,)
    return tuple(asked), ()


def _question(body: bytes, length: int) -> tuple[str, Offence | None]:
    if len(body) < length or length < HEAD + 5:
        return "?", Offence(kind=Kind.UNREADABLE, text="an unfinished message")
    code = (body[2] >> 3) & 15
    if code in (UPDATE, NOTIFY):
        return "UPDATE", Offence(kind=Kind.MUTATING, text=f"operation {code}")
    if body[2:HEAD] != b"\0\0\0\1" + bytes(6):
        return "?", Offence(kind=Kind.UNREADABLE, text="flags, or more than a question")
    at = HEAD
    while at < len(body) and body[at]:
        at += body[at] + 1
    kind = (int.from_bytes(body[at + 1 : at + 3], "big"), int.from_bytes(body[at + 3 :], "big"))
    if len(body) != at + 5 or kind not in ASKED:
        return "?", Offence(kind=Kind.UNREADABLE, text=f"a question of kind {kind}")
    return ASKED[kind], None
