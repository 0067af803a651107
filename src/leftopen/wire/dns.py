"""DNS over TCP, as far as four kinds of questions and their answers. Pure, bounded, never raises.

Source: RFC 1035 (messages, two bytes of length over TCP), RFC 5936 (zone transfer), RFC 4892 (`version.bind`
and `hostname.bind` in class CH).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

NS, SOA, TXT, AXFR = 2, 6, 16, 252
IN, CH = 1, 3
NO_ERROR, REFUSED, NOT_AUTHORITATIVE = 0, 5, 9

LONGEST_NAME = 255
MOST_RECORDS = 5000
_MOST_JUMPS = 64
_HEAD = 12
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`name` in lower case, without the last dot; `data` as it was sent."""

    name: str
    kind: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One response."""

    number: int
    code: int
    authoritative: bool
    recursive: bool
    answers: tuple[Record, ...] = ()
    authority: tuple[Record, ...] = ()


class _Short(Exception):
    """The bytes end in the middle of a name or a record, or a name does not end."""


def query(name: str, kind: int, number: int, *, group: int = IN) -> bytes:
    """One question that asks for no recursion, with its length before it. `name` as `is_name` allows, or ''
    for the root."""
    labels = [part.encode("ascii") for part in name.split(".")] if name else []
    asked = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    head = number.to_bytes(2, "big") + b"\0\0" + b"\0\1" + bytes(6)
    body = head + asked + kind.to_bytes(2, "big") + group.to_bytes(2, "big")
    return len(body).to_bytes(2, "big") + body


def is_name(name: str) -> bool:
    """A host's or zone's name in lower case that can be asked for."""
    return 0 < len(name) < LONGEST_NAME and all(_LABEL.fullmatch(part) for part in name.split("."))


def needed(raw: bytes, count: int = 1) -> int:
    """How many more bytes `count` messages need at least, 0 when they are complete."""
    at = 0
    for _ in range(count):
        if len(raw) < at + 2:
            return at + 2 - len(raw)
        at += 2 + int.from_bytes(raw[at : at + 2], "big")
        if len(raw) < at:
            return at - len(raw)
    return 0


def messages(raw: bytes) -> list[Message]:
    """The responses that are complete; it ends at the first that is none."""
    found: list[Message] = []
    at = 0
    while at + 2 <= len(raw):
        end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
        answer = _message(raw[at + 2 : end]) if end <= len(raw) else None
        if answer is None:
            break
        found.append(answer)
        at = end
    return found


def text(message: Message) -> str:
    """The first string of the first TXT record, printable, or ''."""
    data = next((record.data for record in message.answers if record.kind == TXT), b"")
    if not data or len(data) < 1 + data[0]:
        return ""
    first_label = data[1 : 1 + data[0]].decode("latin-1")
    return first_label if first_label.isascii() and first_label.isprintable() else ""


def apex(message: Message) -> str:
    """The zone that answers with authority, by its SOA in the answer or beside it; '' for none."""
    if not message.authoritative or message.code not in (NO_ERROR, 3):
        return ""
    records = (*message.answers, *message.authority)
    name = next((record.name for record in records if record.kind == SOA), "")
    return name if is_name(name) else ""


def parents(names: Iterable[str]) -> list[str]:
    """Each name and all above it but the last label, without repetition, in order."""
    found: dict[str, None] = {}
    for name in names:
        labels = name.lower().rstrip(".").split(".")
        for at in range(max(1, len(labels) - 1)):
            joined = ".".join(labels[at:])
            if is_name(joined):
                found[joined] = None
    return list(found)


def _message(raw: bytes) -> Message | None:
    if len(raw) < _HEAD or not raw[2] & 0x80 or raw[2] & 0x78:
        return None
    questions, answers, authority = (int.from_bytes(raw[at : at + 2], "big") for at in (4, 6, 8))
    if questions > 1 or answers + authority > MOST_RECORDS:
        return None
    try:
        at = _HEAD
        for _ in range(questions):
            at = _name(raw, at)[1] + 4
        found, at = _records(raw, at, answers)
        beside, at = _records(raw, at, authority)
    except _Short:
        return None
    return Message(
        number=int.from_bytes(raw[:2], "big"),
        code=raw[3] & 15,
        authoritative=bool(raw[2] & 4),
        recursive=bool(raw[3] & 0x80),
        answers=found,
        authority=beside,
    )


def _records(raw: bytes, at: int, count: int) -> tuple[tuple[Record, ...], int]:
    found = []
    for _ in range(count):
        name, at = _name(raw, at)
        end = at + 10 + int.from_bytes(raw[at + 8 : at + 10], "big")
        if len(raw) < at + 10 or len(raw) < end:
            raise _Short
        found.append(Record(name=name, kind=int.from_bytes(raw[at : at + 2], "big"), data=raw[at + 10 : end]))
        at = end
    return tuple(found), at


def _name(raw: bytes, at: int) -> tuple[str, int]:
    """The name and where what follows it begins. Pointers lead backwards only."""
    labels: list[str] = []
    after, length = -1, 0
    for _ in range(_MOST_JUMPS * 2):
        if at >= len(raw):
            raise _Short
        size = raw[at]
        if size >= 0xC0:
            target = int.from_bytes(raw[at : at + 2], "big") & 0x3FFF
            if at + 2 > len(raw) or target >= at:
                raise _Short
            after = after if after >= 0 else at + 2
            at = target
        elif size:
            length += size + 1
            if size > 63 or length > LONGEST_NAME or at + 1 + size > len(raw):
                raise _Short
            labels.append(raw[at + 1 : at + 1 + size].decode("latin-1").lower())
            at += 1 + size
        else:
            return ".".join(labels), after if after >= 0 else at + 1
    raise _Short
