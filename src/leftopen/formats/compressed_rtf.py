"""Inflates the compressed RTF in which Outlook keeps bodies. Source: MS-OXRTFCP."""

from __future__ import annotations

import struct

HEAD = struct.Struct("<IIII")
COMPRESSED, PLAIN = 0x75465A4C, 0x414C454D
WINDOW = 4096
MOST = 16 * 1024 * 1024
START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier"
    rb"{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""The window at the beginning, as the specification gives it."""


def inflate(data: bytes) -> bytes:
    """As much as can be inflated, at most `MOST` bytes; the bytes as they are when they are not compressed.
    Never raises."""
    if len(data) < HEAD.size:
        return data
    _, size, kind, _ = HEAD.unpack_from(data)
    if kind == PLAIN:
        return data[HEAD.size : HEAD.size + size]
    return _inflated(data, min(size, MOST)) if kind == COMPRESSED else data


def _inflated(data: bytes, size: int) -> bytes:
    window = bytearray(START.ljust(WINDOW, b" "))
    write, out, at = len(START), bytearray(), HEAD.size
    while at < len(data) and len(out) < size:
        control, at = data[at], at + 1
        for bit in range(8):
            if at + (control >> bit & 1) >= len(data):
                return bytes(out[:size])
            if not control >> bit & 1:
                piece, at = data[at : at + 1], at + 1
                write = _put(window, write, piece, out)
                continue
            place, length = data[at] << 4 | data[at + 1] >> 4, (data[at + 1] & 15) + 2
            at += 2
            if place == write:
                return bytes(out[:size])
            for step in range(length):
                byte = window[(place + step) % WINDOW]
                write = _put(window, write, bytes((byte,)), out)
    return bytes(out[:size])


def _put(window: bytearray, write: int, piece: bytes, out: bytearray) -> int:
    window[write] = piece[0]
    out += piece
    return (write + 1) % WINDOW
