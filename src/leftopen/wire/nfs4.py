"""NFS version 4 over TCP, as far as listing a directory without any identity. Pure, bounded, never raises.

Source: RFC 5531 (RPC), RFC 7530 (NFSv4.0): big-endian words, opaque data padded to four bytes. The calls have
the flavour AUTH_NONE and name no user. COMPOUND runs PUTROOTFH, LOOKUP, GETATTR, READDIR and SECINFO: none
of them opens, locks or mounts anything, and the server keeps no state of the client.
"""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.formats.byte_cursor import ByteCursor, Short

PROGRAM, VERSION = 100_003, 4
NULL, COMPOUND = 0, 1
GETATTR, LOOKUP, PUTROOTFH, READDIR, SECINFO = 9, 15, 24, 26, 33
FILE, FOLDER = 1, 2
OK, PERM, ACCESS, WRONG_SECURITY = 0, 1, 13, 10_016
AUTH_NONE, AUTH_SYS = 0, 1

LISTED = 6000
"""Bytes that one listing may have; a longer one says that it goes on."""
LARGEST = 8192
MOST = 300
LONGEST_NAME = 255

_ATTRIBUTES = 1 << 1 | 1 << 4 | 1 << 11
"""The kind, the size, and the error of an entry, in this order."""
_FILESYSTEM = 1 << 8
_LAST = 1 << 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`accepted` of RPC: 0 done, 1 no such program, 2 other versions, 3 no such procedure; None where the
    server rejects the call for want of an identity. `low`, `high`: its versions where it says them."""

    number: int
    accepted: int | None = None
    low: int = 0
    high: int = 0
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`error` NFS4_OK, or why the server says nothing about it."""

    name: bytes
    kind: int = 0
    size: int = 0
    error: int = OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`status` of the listing or of the step that failed; `whole`: the folder has no more entries. `system`
    identifies the file system of the folder itself: an export has another one than the folders above it."""

    status: int = OK
    system: bytes = b""
    entries: tuple[Entry, ...] = ()
    whole: bool = False


def call(procedure: int, number: int, body: bytes = b"") -> bytes:
    """One call in one record."""
    head = (number, 0, 2, PROGRAM, VERSION, procedure, 0, 0, 0, 0)
    record = b"".join(_word(value) for value in head) + body
    return _word(_LAST | len(record)) + record


def listing(path: tuple[bytes, ...], number: int) -> bytes:
    """The first entries of that folder, counted from the server's root."""
    system = _word(GETATTR) + _word(1) + _word(_FILESYSTEM)
    ask = _word(READDIR) + bytes(16) + _word(LISTED // 2) + _word(LISTED) + _word(1) + _word(_ATTRIBUTES)
    return _compound((*_steps(path), system, ask), number)


def security(path: tuple[bytes, ...], number: int) -> bytes:
    """The flavours with which the last name of that path, which has one, may be reached."""
    return _compound((*_steps(path[:-1]), _word(SECINFO) + _opaque(path[-1])), number)


def needed(raw: bytes) -> int:
    """How many more bytes the first record needs at least; 0 when it is complete or none."""
    if len(raw) < 4:
        return 4 - len(raw)
    length = int.from_bytes(raw[:4], "big")
    return max(0, (length ^ _LAST) + 4 - len(raw)) if _LAST < length <= _LAST + LARGEST else 0


def answer(raw: bytes) -> Answer | None:
    """The reply in the first record; None when it is incomplete or none."""
    if len(raw) < 12 or needed(raw) or int.from_bytes(raw[:4], "big") <= _LAST:
        return None
    reader = _Reader(raw[4 : 4 + (int.from_bytes(raw[:4], "big") ^ _LAST)])
    try:
        return _answer(reader)
    except Short:
        return None


def listed(raw: bytes, path: tuple[bytes, ...]) -> Listing | None:
    """The answer to `listing`; None for anything else."""
    content = answer(raw)
    if content is None or content.accepted != 0:
        return None
    reader = _Reader(content.body)
    try:
        status = _through(reader, len(path), GETATTR)
        if status:
            return Listing(status=status)
        system = _system(reader)
        if reader.word() != READDIR:
            return None
        status = reader.word()
        return Listing(status=status, system=system) if status else _entries(reader, system)
    except Short:
        return None


def flavours(raw: bytes, path: tuple[bytes, ...]) -> tuple[int, ...]:
    """The answer to `security`, () for none."""
    content = answer(raw)
    if content is None or content.accepted != 0:
        return ()
    reader = _Reader(content.body)
    found: list[int] = []
    try:
        if _through(reader, len(path) - 1, SECINFO):
            return ()
        for _ in range(min(reader.word(), 16)):
            flavour = reader.word()
            found.append(flavour)
            if flavour == 6:
                reader.opaque()
                reader.word()
                reader.word()
    except Short:
        return ()
    return tuple(found)


def _answer(reader: _Reader) -> Answer | None:
    number, kind, denied = reader.word(), reader.word(), reader.word()
    if kind != 1 or denied > 1:
        return None
    if denied:
        return Answer(number=number) if reader.word() == 1 else None
    reader.word()
    reader.opaque()
    accepted = reader.word()
    if accepted > 5:
        return None
    low, high = (reader.word(), reader.word()) if accepted == 2 else (0, 0)
    return Answer(number=number, accepted=accepted, low=low, high=high, body=reader.rest())


def _through(reader: _Reader, steps: int, last: int) -> int:
    """Reads the results before the last one; gives 0 before its body, else the status that ended it."""
    reader.word()
    reader.opaque()
    count = reader.word()
    expected = (PUTROOTFH, *(LOOKUP,) * steps, last)
    for at, operation in enumerate(expected):
        if at >= count or reader.word() != operation:
            raise Short
        failed = reader.word()
        if failed:
            return failed
    return OK


def _system(reader: _Reader) -> bytes:
    if [reader.word() for _ in range(reader.word(most=4))][:1] != [_FILESYSTEM]:
        raise Short
    return reader.opaque()


def _entries(reader: _Reader, system: bytes) -> Listing | None:
    reader.take(8)
    found: list[Entry] = []
    while reader.word():
        reader.take(8)
        name = reader.opaque()
        mask = [reader.word() for _ in range(reader.word(most=4))]
        entry = _entry(name, mask[0] if mask else 0, _Reader(reader.opaque()))
        if any(mask[1:]) or not name or len(name) > LONGEST_NAME or b"/" in name or len(found) > MOST:
            return None
        found.append(entry)
    return Listing(system=system, entries=tuple(found), whole=reader.word() == 1)


def _entry(name: bytes, mask: int, values: _Reader) -> Entry:
    if mask & ~_ATTRIBUTES:
        raise Short
    kind = values.word() if mask & 1 << 1 else 0
    size = int.from_bytes(values.take(8), "big") if mask & 1 << 4 else 0
    error = values.word() if mask & 1 << 11 else OK
    return Entry(name=name, kind=kind, size=size if size < 2**63 else 0, error=error)


class _Reader(ByteCursor):
    """XDR: words of four bytes. Raises Short."""

    def word(self, most: int = 2**32) -> int:
        value = int.from_bytes(self.take(4), "big")
        if value > most:
            raise Short
        return value

    def opaque(self) -> bytes:
        size = self.word()
        return self.take(size + -size % 4)[:size]


def _steps(path: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return (_word(PUTROOTFH), *(_word(LOOKUP) + _opaque(name) for name in path))


def _compound(operations: tuple[bytes, ...], number: int) -> bytes:
    return call(COMPOUND, number, _opaque(b"") + _word(0) + _word(len(operations)) + b"".join(operations))


def _word(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _opaque(data: bytes) -> bytes:
    return _word(len(data)) + data + bytes(-len(data) % 4)
