"""The RFB protocol (VNC) as far as the greeting, the security types and the start of a session. Pure.

Source: RFC 6143, and the community's description of RFB for what came later (security types above 16).
Whatever is longer than a cap is cut; nothing here raises on any bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

GREETING = 12
NONE = b"\x01"
"""Chooses the security type None: no password, no name."""
SHARED = b"\x01"
"""ClientInit that leaves everybody else connected."""
RESULT = 4
LONGEST_TEXT = 1024

_GREETING = re.compile(rb"RFB (\d{3})\.(\d{3})\n")

TYPES = {
    1: "None",
    2: "VNC Authentication",
    5: "RA2",
    6: "RA2ne",
    16: "Tight",
    17: "Ultra",
    18: "TLS",
    19: "VeNCrypt",
    20: "SASL",
    21: "MD5 hash",
    22: "xvp",
    30: "Apple Remote Desktop",
    35: "Mac OS X",
}


class Version(StrEnum):
    """The three versions; every other number that a server sends is mapped to one of them."""

    V3_3 = "3.3"
    V3_7 = "3.7"
    V3_8 = "3.8"

    @property
    def line(self) -> bytes:
        """The client's line to continue in this version."""
        return b"RFB 003.00%s\n" % self.value[-1].encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`types` the available security types; `refused` why there are none, in the server's words (latin-1, at
    most 1,024 letters)."""

    types: tuple[int, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """The desktop of a granted session. `name` as sent, invalid UTF-8 replaced."""

    width: int
    height: int
    name: str


def greeting_needs(raw: bytes) -> int:
    """How many more bytes of the greeting are to come; 0 as soon as it is invalid."""
    return GREETING - len(raw) if raw[:4] == b"RFB "[: len(raw)] and len(raw) < GREETING else 0


def protocol_version(greeting: bytes) -> str:
    """`3.8` from `RFB 003.008\\n`, in the server's notation (`3.889`, `4.1`), or ''."""
    found = _GREETING.match(greeting[:GREETING])
    return f"{int(found[1])}.{int(found[2])}" if found else ""


def version(greeting: bytes) -> Version | None:
    """The version for the session, or None when this is no greeting."""
    found = _GREETING.match(greeting[:GREETING])
    if found is None:
        return None
    number = (int(found[1]), int(found[2]))
    if number >= (3, 8):
        return Version.V3_8
    return Version.V3_7 if number == (3, 7) else Version.V3_3


def offer(raw: bytes, spoke: Version) -> Offer | None:
    """The security types after the version exchange, or None when it is incomplete."""
    if offer_needs(raw, spoke):
        return None
    if spoke is Version.V3_3:
        chosen = _u32(raw)
        return Offer(refused=_text(raw[4:])) if chosen == 0 else Offer(types=(chosen,))
    if raw[0] == 0:
        return Offer(refused=_text(raw[1:]))
    return Offer(types=tuple(raw[1 : 1 + raw[0]]))


def offer_needs(raw: bytes, spoke: Version) -> int:
    """How many more bytes the offer has at least; 0 when it is complete. In 3.3 the challenge that may follow
    is no part of it."""
    head = 4 if spoke is Version.V3_3 else 1
    if len(raw) < head:
        return head - len(raw)
    if spoke is Version.V3_3:
        return 0 if _u32(raw) else _text_needs(raw[4:])
    return max(0, 1 + raw[0] - len(raw)) if raw[0] else _text_needs(raw[1:])


def result_needs(raw: bytes) -> int:
    """Of the SecurityResult: four bytes."""
    return max(0, RESULT - len(raw))


def granted(raw: bytes) -> bool | None:
    """The SecurityResult; None when it is incomplete."""
    return None if len(raw) < RESULT else _u32(raw) == 0


def desktop(raw: bytes) -> Desktop | None:
    """ServerInit, or None when it is incomplete or invalid."""
    if len(raw) < 24 or desktop_needs(raw) or raw[4] not in (8, 16, 24, 32):
        return None
    length = min(_u32(raw[20:]), LONGEST_TEXT)
    return Desktop(
        width=int.from_bytes(raw[:2], "big"),
        height=int.from_bytes(raw[2:4], "big"),
        name=raw[24 : 24 + length].decode("utf-8", "replace"),
    )


def desktop_needs(raw: bytes) -> int:
    """How many more bytes ServerInit has at least, its name up to the limit."""
    if len(raw) < 24:
        return 24 - len(raw)
    return max(0, 24 + min(_u32(raw[20:]), LONGEST_TEXT) - len(raw))


def _text_needs(raw: bytes) -> int:
    if len(raw) < 4:
        return 4 - len(raw)
    return max(0, 4 + min(_u32(raw), LONGEST_TEXT) - len(raw))


def _text(raw: bytes) -> str:
    return raw[4 : 4 + min(_u32(raw), LONGEST_TEXT)].decode("latin-1").strip()


def _u32(raw: bytes) -> int:
    return int.from_bytes(raw[:4], "big")
