"""DICOM's upper layer and C-ECHO: does a server accept a stranger? Pure, bounded, never raises.

Source: DICOM PS3.8 (association, release, data), PS3.7 (C-ECHO). Only the Verification class is proposed, so
that no query, retrieval or storage is possible on the association.
"""

from __future__ import annotations

from dataclasses import dataclass

REQUEST, ACCEPT, REJECT, DATA, RELEASE, RELEASED, ABORT = 1, 2, 3, 4, 5, 6, 7
CONTEXT = b"1.2.840.10008.3.1.1.1"
VERIFICATION = b"1.2.840.10008.1.1"
IMPLICIT = b"1.2.840.10008.1.2"
CALLED, CALLING = b"ANY-SCP", b"LEFTOPEN"
OWN_CLASS = b"1.2.826.0.1.3680043.2.1545.1"
LARGEST = 16_384
UNKNOWN_CALLING, UNKNOWN_CALLED, NO_REASON = 3, 7, 1

_FIELD, _STATUS, _ECHO_RESPONSE = 0x0100, 0x0900, 0x8030


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """`verifies`: the Verification class too; `implementation` the server's own name or ''."""

    verifies: bool
    implementation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """`for_now`: the server may accept later. `reason` of the service user (source 1), 0 for others."""

    for_now: bool
    reason: int


def needed(raw: bytes) -> int:
    """How many more bytes the first message needs at least; 0 when it is complete or none."""
    if not raw:
        return 6
    if not REQUEST <= raw[0] <= ABORT:
        return 0
    if len(raw) < 6:
        return 6 - len(raw)
    length = int.from_bytes(raw[2:6], "big")
    return max(0, 6 + length - len(raw)) if length <= LARGEST else 0


def kind(raw: bytes) -> int:
    """The kind of the first message, 0 when it is incomplete or none."""
    return raw[0] if len(raw) >= 6 and REQUEST <= raw[0] <= ABORT and raw[1] == 0 and not needed(raw) else 0


def accepted(raw: bytes) -> Accepted | None:
    """The answer that accepts the association; None for any other."""
    body = raw[6 : 6 + int.from_bytes(raw[2:6], "big")]
    if kind(raw) != ACCEPT or body[:2] != b"\0\1" or len(body) < 68:
        return None
    items = _items(body[68:])
    if items is None or (0x10, CONTEXT) not in [(name, data.rstrip(b"\0")) for name, data in items]:
        return None
    verifies = any(name == 0x21 and data[:1] == b"\1" and data[2:3] == b"\0" for name, data in items)
    details = [_items(data) or [] for name, data in items if name == 0x50]
    named = next((data for inside in details for name, data in inside if name == 0x55), b"")
    text = named[:16].decode("latin-1").strip()
    return Accepted(verifies=verifies, implementation=text if text.isascii() and text.isprintable() else "")


def rejected(raw: bytes) -> Rejected | None:
    """The answer that rejects it; None for any other."""
    if kind(raw) != REJECT or len(raw) < 10 or raw[2:7] != b"\0\0\0\4\0" or raw[7] not in (1, 2):
        return None
    return Rejected(for_now=raw[7] == 2, reason=raw[9] if raw[8] == 1 else 0)


def is_echo(raw: bytes) -> bool:
    """A response to C-ECHO that says success."""
    if kind(raw) != DATA:
        return False
    values = _command(raw[6 : 6 + int.from_bytes(raw[2:6], "big")])
    return values.get(_FIELD) == _ECHO_RESPONSE and values.get(_STATUS) == 0


def _command(body: bytes) -> dict[int, int]:
    """The numbers of two bytes in the command of the one value that is there."""
    if len(body) < 6 or int.from_bytes(body[:4], "big") != len(body) - 4 or body[5] != 3:
        return {}
    found: dict[int, int] = {}
    at = 6
    while at + 8 <= len(body) and len(found) < 32:
        group, element = (int.from_bytes(body[where : where + 2], "little") for where in (at, at + 2))
        size = int.from_bytes(body[at + 4 : at + 8], "little")
        if group or size > LARGEST or at + 8 + size > len(body):
            return {}
        found[element] = int.from_bytes(body[at + 8 : at + 8 + size], "little") if size == 2 else -1
        at += 8 + size
    return found if at == len(body) else {}


def _items(data: bytes) -> list[tuple[int, bytes]] | None:
    found: list[tuple[int, bytes]] = []
    at = 0
    while at + 4 <= len(data) and len(found) < 64:
        end = at + 4 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data):
            return None
        found.append((data[at], data[at + 4 : end]))
        at = end
    return found if at == len(data) else None


def _item(name: int, data: bytes) -> bytes:
    return bytes([name, 0]) + len(data).to_bytes(2, "big") + data


def _message(name: int, body: bytes) -> bytes:
    return bytes([name, 0]) + len(body).to_bytes(4, "big") + body


def _associate() -> bytes:
    proposed = b"\1\0\0\0" + _item(0x30, VERIFICATION) + _item(0x40, IMPLICIT)
    own = _item(0x51, LARGEST.to_bytes(4, "big")) + _item(0x52, OWN_CLASS) + _item(0x55, CALLING)
    head = b"\0\1\0\0" + CALLED.ljust(16) + CALLING.ljust(16) + bytes(32)
    return _message(REQUEST, head + _item(0x10, CONTEXT) + _item(0x20, proposed) + _item(0x50, own))


def _element(number: int, data: bytes) -> bytes:
    return b"\0\0" + number.to_bytes(2, "little") + len(data).to_bytes(4, "little") + data


def _echo() -> bytes:
    words = [(0x0100, b"\x30\0"), (0x0110, b"\1\0"), (0x0800, b"\1\1")]
    command = _element(2, VERIFICATION + b"\0") + b"".join(_element(name, data) for name, data in words)
    whole = _element(0, len(command).to_bytes(4, "little")) + command
    return _message(DATA, (len(whole) + 2).to_bytes(4, "big") + b"\1\3" + whole)


ASSOCIATE = _associate()
ECHO = _echo()
LET_GO = _message(RELEASE, bytes(4))
