"""The X Window System's connection setup, and nothing after it. Pure.

Source: X Window System Protocol, version 11, "Connection Setup" and its encoding.
Always little-endian, since the client chooses. Bounded; nothing here raises on any bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

IMPOSSIBLE = struct.pack("<BxHHHHxx", 0x6C, 99, 0, 0, 0)
"""A setup request with a version that does not exist: the server reports that, and opens no session."""
SETUP = struct.pack("<BxHHHHxx", 0x6C, 11, 0, 0, 0)
"""A setup request of version 11 with no authorisation at all."""

LARGEST = 4096
"""The most bytes of one response that are read: the first screens are in the first few hundred."""
MISMATCH = "Protocol version mismatch"

_FAILED, _SUCCESS, _MORE = 0, 1, 2
_HEAD = 8
_MOST_SCREENS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """`reason` in the server's words, latin-1."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticate:
    """The server requires further authentication."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """A granted connection. `screens` sizes in pixels of those within the limit; `count` of all."""

    vendor: str
    release: int
    count: int
    screens: tuple[tuple[int, int], ...]


Answer = Failed | Authenticate | Display


def is_success(raw: bytes) -> bool:
    """Does this begin a granted setup of version 11.0? Its eight bytes come with at least as many again."""
    if len(raw) < _HEAD or raw[0] != _SUCCESS:
        return False
    return struct.unpack_from("<HH", raw, 2) == (11, 0) and _u16(raw, 6) >= _HEAD


def is_refusal(raw: bytes) -> bool:
    """Does this begin a failed setup, in the form of version 11? Eight bytes are enough: the reason may
    arrive separately."""
    if len(raw) < _HEAD or raw[0] != _FAILED:
        return False
    major, minor, units = struct.unpack_from("<HHH", raw, 2)
    return (major, minor) == (11, 0) and 0 < raw[1] <= 4 * units <= raw[1] + 8


def needs(raw: bytes) -> int:
    """How many more bytes the response has at least, up to the limit."""
    if len(raw) < _HEAD:
        return _HEAD - len(raw)
    if raw[0] not in (_FAILED, _SUCCESS, _MORE):
        return 0
    return max(0, min(_HEAD + 4 * _u16(raw, 6), LARGEST) - len(raw))


def parse(raw: bytes) -> Answer | None:
    """The response to a setup request, or None when it is incomplete (or not up to the limit) or invalid."""
    if needs(raw) or raw[0] not in (_FAILED, _SUCCESS, _MORE):
        return None
    if raw[0] == _FAILED:
        return Failed(reason=_text(raw[_HEAD : _HEAD + raw[1]])) if is_refusal(raw) else None
    if raw[0] == _MORE:
        return Authenticate(reason=_text(raw[_HEAD:]))
    return _display(raw)


def _display(raw: bytes) -> Display | None:
    if _u16(raw, 2) != 11 or len(raw) < 40:
        return None
    release, vendor, screens, formats = _u32(raw, 8), _u16(raw, 24), raw[28], raw[29]
    at = 40 + vendor + -vendor % 4 + 8 * formats
    if not screens or at > len(raw):
        return None
    return Display(
        vendor=_text(raw[40 : 40 + vendor]),
        release=release,
        count=screens,
        screens=_screens(raw, at, screens),
    )


def _screens(raw: bytes, at: int, count: int) -> tuple[tuple[int, int], ...]:
    sizes: list[tuple[int, int]] = []
    for _ in range(min(count, _MOST_SCREENS)):
        if at + 40 > len(raw):
            break
        sizes.append((_u16(raw, at + 20), _u16(raw, at + 22)))
        depths, at = raw[at + 39], at + 40
        for _ in range(depths):
            at += 8 + 24 * _u16(raw, at + 2)
    return tuple(sizes)


def _u16(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 2], "little")


def _u32(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "little")


def _text(raw: bytes) -> str:
    return " ".join(raw[:200].decode("latin-1").replace("\0", " ").split())
