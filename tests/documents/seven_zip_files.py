"""Writes small 7z archives (7zFormat.txt of the LZMA SDK): all files in one stream."""

from __future__ import annotations

import lzma
import struct
import zlib
from collections.abc import Mapping

COPY, LZMA, LZMA2, PPMD, ENCRYPTED = b"\0", b"\3\1\1", b"\x21", b"\3\4\1", b"\6\xf1\7\1"


def number(value: int) -> bytes:
    return struct.pack("<BQ", 0xFF, value) if value >= 128 else bytes([value])


def packed(data: bytes, method: bytes) -> tuple[bytes, bytes]:
    """The packed bytes, and the properties of the coder."""
    if method == LZMA2:
        chain = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]
        return lzma.compress(data, lzma.FORMAT_RAW, filters=chain), bytes([8])
    if method == LZMA:
        chain = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}]
        return lzma.compress(data, lzma.FORMAT_RAW, filters=chain), bytes([93]) + struct.pack("<I", 1 << 16)
    return data, b""


def streams(start: int, size: int, whole: int, method: bytes, properties: bytes, inner: bytes = b"") -> bytes:
    """One folder with one coder."""
    made = b"\x06" + number(start) + b"\1\x09" + number(size) + b"\0"
    coder = bytes([len(method) | 0x20 * bool(properties)]) + method
    coder += number(len(properties)) + properties if properties else b""
    made += b"\x07\x0b\1\0\1" + coder + b"\x0c" + number(whole) + b"\0"
    return made + inner + b"\0"


def directory(files: Mapping[str, bytes], method: bytes = LZMA2) -> tuple[bytes, bytes]:
    """The packed files, and the directory."""
    whole = b"".join(files.values())
    body, properties = packed(whole, method)
    sizes = [len(data) for data in files.values()]
    inner = b"\x08\x0d" + number(len(files)) + b"\x09" + b"".join(map(number, sizes[:-1]))
    inner += b"\x0a\1" + b"".join(struct.pack("<I", zlib.crc32(data)) for data in files.values()) + b"\0"
    names = b"\0" + b"".join((name + "\0").encode("utf-16-le") for name in files)
    listed = b"\x05" + number(len(files)) + b"\x11" + number(len(names)) + names + b"\0"
    return body, b"\1\4" + streams(0, len(body), len(whole), method, properties, inner) + listed + b"\0"


def seven_zip(files: Mapping[str, bytes], method: bytes = LZMA2, outer: bytes = b"") -> bytes:
    """`outer`: how the directory is packed; b'' for not at all."""
    body, listed = directory(files, method)
    if outer:
        held, properties = packed(listed, outer)
        listed = b"\x17" + streams(len(body), len(held), len(listed), outer, properties)
        body += held
    return archive(body, listed)


def archive(body: bytes, listed: bytes) -> bytes:
    start = struct.pack("<QQI", len(body), len(listed), zlib.crc32(listed))
    head = b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start
    return head + body + listed
