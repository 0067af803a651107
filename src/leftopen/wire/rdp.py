"""Remote Desktop, the negotiation of its security alone. Pure, never raises.

Source: MS-RDPBCGR, sections 2.2.1.1 and 2.2.1.2 (X.224 connection request and confirm). No cookie and no user
are named; the login comes after the negotiation, which ends here.
"""

from __future__ import annotations

from dataclasses import dataclass

REQUEST = bytes.fromhex("0300 0013 0ee0 0000 0000 00 0100 0800 0b00 0000".replace(" ", ""))
"""Offers TLS, CredSSP and CredSSP with early authorisation."""

PLAIN, TLS, CREDSSP, EARLY = 0, 1, 2, 8
NAMES = {PLAIN: "RDP", TLS: "TLS", CREDSSP: "CredSSP", EARLY: "CredSSP"}
LARGEST = 64
_CONFIRM, _RESPONSE, _FAILURE = 0xD0, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """`security` by its name; '' where the server refuses all that was offered (`failure` says why)."""

    security: str
    failure: int = 0


def needed(raw: bytes) -> int:
    """How many more bytes the answer needs at least; 0 when it is complete or none."""
    if not b"\3\0".startswith(raw[:2]):
        return 0
    if len(raw) < 4:
        return 4 - len(raw)
    length = int.from_bytes(raw[2:4], "big")
    return max(0, length - len(raw)) if length <= LARGEST else 0


def confirm(raw: bytes) -> Confirm | None:
    """The answer to REQUEST; None for anything else."""
    length = int.from_bytes(raw[2:4], "big")
    if raw[:2] != b"\3\0" or length not in (11, 19) or len(raw) != length:
        return None
    if raw[4] != length - 5 or raw[5] != _CONFIRM:
        return None
    if length == 11:
        return Confirm(security=NAMES[PLAIN])
    kind, size, value = raw[11], raw[13:15], int.from_bytes(raw[15:19], "little")
    if size != b"\x08\0" or kind not in (_RESPONSE, _FAILURE):
        return None
    if kind == _FAILURE:
        return Confirm(security="", failure=value) if 1 <= value <= 6 else None
    return Confirm(security=NAMES[value]) if value in NAMES else None
