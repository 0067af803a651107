"""SQL Server's protocol, the exchange before the login alone (PRELOGIN). Pure, never raises.

Source: MS-TDS, sections 2.2.3 and 2.2.6.5: eight bytes of header, then a table of options with their places.
"""

from __future__ import annotations

from dataclasses import dataclass

PRELOGIN = bytes.fromhex("12 01 00 1a 00 00 00 00  00 00 0b 00 06  01 00 11 00 01  ff  00 00 00 00 00 00  02")
"""Version 0, encryption not supported; no name, no user."""

LARGEST = 512
_RESPONSE, _LAST_PACKET, _END = 4, 1, 0xFF
_VERSION, _ENCRYPTION = 0, 1
ENCRYPTION = {0: "off", 1: "on", 2: "not supported", 3: "required"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prelogin:
    """`version` as `16.0.1000`; `encryption` in words, '' where it is not said."""

    version: str
    encryption: str = ""


def needed(raw: bytes) -> int:
    """How many more bytes the answer needs at least; 0 when it is complete or none."""
    if not bytes([_RESPONSE, _LAST_PACKET]).startswith(raw[:2]):
        return 0
    if len(raw) < 8:
        return 8 - len(raw)
    length = int.from_bytes(raw[2:4], "big")
    return max(0, length - len(raw)) if length <= LARGEST else 0


def prelogin(raw: bytes) -> Prelogin | None:
    """The answer to PRELOGIN; None for anything else."""
    length = int.from_bytes(raw[2:4], "big")
    if raw[:2] != bytes([_RESPONSE, _LAST_PACKET]) or not 8 < length <= LARGEST or len(raw) < length:
        return None
    options = _options(raw[8:length])
    version = options.get(_VERSION, b"")
    if len(version) != 6 or not version[0]:
        return None
    encryption = options.get(_ENCRYPTION, b"")
    return Prelogin(
        version=f"{version[0]}.{version[1]}.{int.from_bytes(version[2:4], 'big')}",
        encryption=ENCRYPTION.get(encryption[0], "") if len(encryption) == 1 else "",
    )


def _options(body: bytes) -> dict[int, bytes]:
    """{} where the table is not whole or points outside."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(body) and body[at] != _END:
        place, size = (int.from_bytes(body[where : where + 2], "big") for where in (at + 1, at + 3))
        if place + size > len(body) or at + 5 > len(body) or body[at] in found:
            return {}
        found[body[at]] = body[place : place + size]
        at += 5
    return found if at < len(body) else {}
