"""MySQL's protocol after the greeting: a login without a password, and the names of databases.

Bounded, never raises on any bytes. The user's name is made up and exists nowhere, so that only a server with
an anonymous account (or without accounts) lets it in. Source: "Connection Phase" and "Text Resultset" of
MySQL's internals documentation.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from leftopen.wire import mysql

USER = "leftopen_nobody"
NATIVE, SHA2 = "mysql_native_password", "caching_sha2_password"
SHOW_DATABASES = b"\x0f\0\0\0\x03SHOW DATABASES"
LARGEST = 65536
PACKETS = 1000
_OK, _ERROR, _END = 0x00, 0xFF, 0xFE
_LONGEST_END = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Databases:
    """`names` as the server lists them; `whole` is False when more may follow."""

    names: tuple[str, ...]
    whole: bool


def login(capabilities: int, *, tls: bool) -> bytes:
    """The response to a greeting of these capabilities: the made-up user and an empty password."""
    flags = (mysql.WANTED & capabilities) | (mysql.SSL if tls else 0)
    body = struct.pack("<IIB23x", flags, 1 << 24, 45) + USER.encode() + b"\0\0"
    if flags & mysql.PLUGIN:
        body += NATIVE.encode() + b"\0"
    return struct.pack("<I", len(body) | (2 if tls else 1) << 24) + body


def empty_password(asked: bytes) -> bytes:
    """The response to a packet that `switches`: no bytes, under the next number."""
    return bytes([0, 0, 0, (asked[3] + 1) % 256 if len(asked) > 3 else 0])


def needed(raw: bytes) -> int:
    """How many more bytes the first packet needs at least: 0 when it is complete, or too long."""
    if len(raw) < 4:
        return 4 - len(raw)
    length = int.from_bytes(raw[:3], "little")
    return max(0, length + 4 - len(raw)) if length <= LARGEST else 0


def payloads(raw: bytes) -> tuple[bytes, ...]:
    """The whole packets at the beginning, without their heads; at most `PACKETS`."""
    found: list[bytes] = []
    at = 0
    while at + 4 <= len(raw) and len(found) < PACKETS:
        length = int.from_bytes(raw[at : at + 3], "little")
        if at + 4 + length > len(raw):
            break
        found.append(raw[at + 4 : at + 4 + length])
        at += 4 + length
    return tuple(found)


def switches(payload: bytes) -> str:
    """The authentication method to which a server switches, '' for another packet."""
    word, end, _ = payload[1:64].partition(b"\0")
    plain = bool(end) and word.isascii() and word.replace(b"_", b"").isalnum()
    return word.decode() if payload[:1] == bytes([_END]) and plain else ""


def is_accepted(payload: bytes) -> bool:
    """Is it the OK that ends a login?"""
    return 7 <= len(payload) < 4096 and payload[0] == _OK


def is_end(payload: bytes) -> bool:
    """Does this packet end the columns or the rows?"""
    return 0 < len(payload) < _LONGEST_END and payload[0] == _END


def databases(found: tuple[bytes, ...]) -> Databases | None:
    """The packets of the response to `SHOW_DATABASES`: one column, whose name is the server's; None for
    another response."""
    if len(found) < 3 or found[0] != b"\x01" or not _is_column(found[1]) or not is_end(found[2]):
        return None
    names: list[str] = []
    for payload in found[3:]:
        if is_end(payload):
            return Databases(names=tuple(names), whole=True)
        if not payload or payload[0] != len(payload) - 1:
            break
        names.append(payload[1:].decode("utf-8", "replace"))
    return Databases(names=tuple(names), whole=False)


def _is_column(payload: bytes) -> bool:
    """A definition of the catalogue `def` that names a database's name."""
    return payload[:4] == b"\x03def" and b"Database" in payload[4:200]
