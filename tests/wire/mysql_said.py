"""Greetings and errors of a MySQL, as tests make them."""

from __future__ import annotations

import struct


def packet(payload: bytes, number: int = 0) -> bytes:
    return struct.pack("<I", len(payload) | number << 24) + payload


def greeting(
    version: str = "11.8.9-MariaDB-0+deb13u1 from Debian",
    *,
    capabilities: int = 0x81FF_FFFE,
    plugin: str = "mysql_native_password",
) -> bytes:
    """Protocol 10, with a made-up random part."""
    payload = b"\x0a" + version.encode() + b"\0" + struct.pack("<I", 7) + b"SALTsalt\0"
    payload += struct.pack("<HBHHB", capabilities & 0xFFFF, 45, 2, capabilities >> 16, 21) + b"\0" * 10
    return packet(payload + b"morePEPPERsa\0" + plugin.encode() + b"\0")


def error(code: int, text: str, *, state: str = "") -> bytes:
    return packet(b"\xff" + struct.pack("<H", code) + (f"#{state}" if state else "").encode() + text.encode())


ACCEPTED = packet(b"\0\0\0\2\0\0\0", 2)
SWITCH = packet(b"\xfemysql_native_password\0SALTsalt\0", 2)


def listing(*names: str) -> bytes:
    """The response to SHOW DATABASES."""
    column = b"\x03def\x12information_schema\x08SCHEMATA\x08SCHEMATA\x08Database\x0bSCHEMA_NAME\x0c" + bytes(
        12
    )
    rows = [bytes([len(name.encode())]) + name.encode() for name in names]
    end = b"\xfe\0\0\2\0"
    return b"".join(packet(body, at) for at, body in enumerate([b"\x01", column, end, *rows, end], 1))
