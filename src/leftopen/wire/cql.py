"""Cassandra's native protocol, version 4, for three requests. Pure, bounded, never raises.

Source: `native_protocol_v4.spec` of Apache Cassandra: nine bytes of header, then the body. OPTIONS and
STARTUP name no user; the only statement is a SELECT of the names of keyspaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leftopen.formats.byte_cursor import ByteCursor, Short

ERROR, STARTUP, READY, AUTHENTICATE, OPTIONS, SUPPORTED, QUERY, RESULT = 0, 1, 2, 3, 5, 6, 7, 8
LARGEST = 16_384
BAD_CREDENTIALS, UNAUTHORIZED, PROTOCOL_ERROR = 0x0100, 0x2100, 0x000A
STATEMENT = b"SELECT keyspace_name FROM system_schema.keyspaces"
SYSTEM = re.compile(
    r"system(_schema|_auth|_distributed|_traces|_views|_virtual_schema|_distributed_everywhere"
    r"|_replicated_keys)?|dse_.{1,40}"
)
_ROWS, _GLOBAL, _VARCHAR = 2, 1, (0x000D, 0x0001)
_ONE = b"\0\1\0"
"""Consistency ONE, no flags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One response."""

    kind: int
    body: bytes


def _request(kind: int, body: bytes = b"") -> bytes:
    return b"\4\0\0\0" + bytes([kind]) + len(body).to_bytes(4, "big") + body


def _short(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


ASK_OPTIONS = _request(OPTIONS)
BEGIN = _request(STARTUP, b"\0\1" + _short(b"CQL_VERSION") + _short(b"3.0.0"))
KEYSPACES = _request(QUERY, len(STATEMENT).to_bytes(4, "big") + STATEMENT + _ONE)


def needed(raw: bytes) -> int:
    """How many more bytes the first response needs at least; 0 when it is complete or none."""
    if raw and not 0x81 <= raw[0] <= 0x86:
        return 0
    if len(raw) < 9:
        return 9 - len(raw)
    size = int.from_bytes(raw[5:9], "big")
    return max(0, 9 + size - len(raw)) if size <= LARGEST else 0


def frame(raw: bytes) -> Frame | None:
    """The first response, of any version; None when it is incomplete or none."""
    size = int.from_bytes(raw[5:9], "big")
    if len(raw) < 9 + size or len(raw) < 9 or not 0x81 <= raw[0] <= 0x86 or raw[1] & ~8:
        return None
    return Frame(kind=raw[4], body=raw[9 : 9 + size]) if raw[4] <= 0x10 and not raw[1] else None


def error(answer: Frame) -> int | None:
    """The code of an ERROR that has a text, None for another response."""
    size = int.from_bytes(answer.body[4:6], "big")
    whole = answer.kind == ERROR and len(answer.body) >= 6 + size and len(answer.body) >= 6
    return int.from_bytes(answer.body[:4], "big") if whole else None


def options(answer: Frame) -> dict[str, tuple[str, ...]] | None:
    """SUPPORTED: names to values; None for another response."""
    if answer.kind != SUPPORTED:
        return None
    reader = _Reader(answer.body)
    try:
        found = {}
        for _ in range(reader.count(2, 64)):
            name = reader.text(2)
            found[name] = tuple(reader.text(2) for _ in range(reader.count(2, 64)))
    except Short:
        return None
    return found if reader.ended and "CQL_VERSION" in found else None


def authenticator(answer: Frame) -> str:
    """The class that wants a login, by its last word, or ''."""
    if answer.kind != AUTHENTICATE:
        return ""
    try:
        name = _Reader(answer.body).text(2).rpartition(".")[2]
    except Short:
        return ""
    return name if name.isascii() and name.isidentifier() else ""


def keyspaces(answer: Frame) -> tuple[str, ...] | None:
    """The rows of KEYSPACES; None for another response."""
    if answer.kind != RESULT:
        return None
    reader = _Reader(answer.body)
    try:
        names = _rows(reader)
    except Short:
        return None
    return tuple(names) if reader.ended else None


def _rows(reader: _Reader) -> list[str]:
    if reader.count(4, 16) != _ROWS:
        raise Short
    flags, columns = reader.count(4, 16), reader.count(4, 16)
    if columns != 1 or flags & ~_GLOBAL:
        raise Short
    table = [reader.text(2), reader.text(2)]
    if reader.text(2) != "keyspace_name" or reader.count(2, 64) not in _VARCHAR:
        raise Short
    if table != ["system_schema", "keyspaces"]:
        raise Short
    return [reader.text(4) for _ in range(reader.count(4, 5000))]


class _Reader(ByteCursor):
    """Raises Short."""

    def count(self, size: int, most: int) -> int:
        value = int.from_bytes(self.take(size), "big")
        if value > most:
            raise Short
        return value

    def text(self, size: int) -> str:
        return self.take(self.count(size, LARGEST)).decode("latin-1")
