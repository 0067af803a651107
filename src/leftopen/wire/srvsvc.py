"""The list of a server's shares: one request to the Server Service over DCE/RPC. Never raises on any bytes.

Source: MS-SRVS, section 3.1.4.8 (NetrShareEnum, level 1); C706, chapter 12 (PDUs); MS-RPCE.
"""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.wire.smb2 import little, number

PIPE = "srvsvc"
BIND, BOUND, REQUEST, ANSWER = 11, 12, 0, 2
SHARE_ENUM = 15
MOST = 200

_SERVER_SERVICE = bytes.fromhex("c84f324b7016d30112785a47bf6ee188") + little(3, 4)
_NDR = bytes.fromhex("045d888aeb1cc9119fe808002b104860") + little(2, 4)
_FRAGMENT = 4280
_HEAD = 24
"""Bytes before the body of a response."""

DISK_SHARE = 0
SPECIAL = 0x80000000


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`kind`: 0 files, 1 printer, 3 pipes; `special` one of the administrators' own (`C$`)."""

    name: str
    kind: int
    special: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """`whole`: all of them came."""

    named: tuple[Share, ...]
    whole: bool


def _pdu(kind: int, body: bytes) -> bytes:
    """One fragment, first and last, little-endian."""
    return bytes((5, 0, kind, 3, 0x10, 0, 0, 0)) + little(16 + len(body), 2) + bytes(2) + little(1, 4) + body


def bind() -> bytes:
    """To the Server Service, version 3.0."""
    body = little(_FRAGMENT, 2) * 2 + bytes(4) + little(1, 4) + little(0, 2) + little(1, 2)
    return _pdu(BIND, body + _SERVER_SERVICE + _NDR)


def share_enum(most: int) -> bytes:
    """Names, kinds and comments of the shares, about `most` bytes of them."""
    name, level, container, entries, resume = (
        bytes(4),
        little(1, 4) * 2,
        little(0x20000, 4),
        bytes(8),
        bytes(4),
    )
    stub = name + level + container + entries + little(most, 4) + resume
    return _pdu(REQUEST, little(len(stub), 4) + little(0, 2) + little(SHARE_ENUM, 2) + stub)


def is_bound(raw: bytes) -> bool:
    """Did the server accept the bind?"""
    return len(raw) >= 16 and raw[0] == 5 and raw[2] == BOUND


def shares(raw: bytes) -> Shares | None:
    """The response, as far as it came; None for another response, a fault, or a refusal."""
    if len(raw) < _HEAD + 24 or raw[0] != 5 or raw[2] != ANSWER or raw[4] != 0x10:
        return None
    stub = raw[_HEAD : min(len(raw), number(raw, 8, 2))]
    count, listed, held = number(stub, 12, 4), number(stub, 16, 4), number(stub, 20, 4)
    if number(stub, 0, 4) != 1 or number(stub, 4, 4) != 1 or not listed or count != held:
        return None
    heads = [stub[24 + 12 * at : 36 + 12 * at] for at in range(min(count, MOST))]
    return _named(stub, 24 + 12 * count, [head for head in heads if len(head) == 12], count)


def _named(stub: bytes, at: int, heads: list[bytes], count: int) -> Shares:
    named: list[Share] = []
    for head in heads:
        taken = _string(stub, at)
        if taken is None:
            break
        name, at = taken
        kind = number(head, 4, 4)
        if name:
            named.append(Share(name=name, kind=kind & 0xFF, special=bool(kind & SPECIAL)))
        comment = _string(stub, at) if number(head, 8, 4) else ("", at)
        if comment is None:
            break
        at = comment[1]
    return Shares(named=tuple(named), whole=len(named) == count)


def _string(stub: bytes, at: int) -> tuple[str, int] | None:
    """(text, where the next begins), of at most 256 characters; None when it is incomplete."""
    most, skipped, length = (number(stub, at + step, 4) for step in (0, 4, 8))
    end = at + 12 + 2 * length
    if skipped or length > most or not 1 <= length <= 256 or end > len(stub):
        return None
    text = stub[at + 12 : end].decode("utf-16-le", "replace").rstrip("\0")
    return text, end + (-end % 4)
