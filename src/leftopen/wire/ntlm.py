"""Anonymous NTLM: the two messages of an anonymous session, and the server's challenge.

Each is wrapped in SPNEGO (RFC 4178). No name, no password, no response to the challenge is ever made. Source:
MS-NLMP, sections 2.2.1 and 3.2.5.1.2 (anonymous authentication).
"""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.wire import ber

MARK = b"NTLMSSP\0"
_SPNEGO = bytes.fromhex("06062b0601050502")
_NTLMSSP = bytes.fromhex("060a2b06010401823702020a")
_UNICODE, _TARGET, _NTLM, _ANONYMOUS, _EXTENDED, _INFO, _VERSION = (
    0x1, 0x4, 0x200, 0x800, 0x80000, 0x800000, 0x2000000,
)  # fmt: skip
_ASKED = _UNICODE | _TARGET | _NTLM | _EXTENDED | _INFO | _VERSION
_OUR_VERSION = bytes((0, 0, 0, 0, 0, 0, 0, 15))
_FILLER = b"\xff" * 8
_NAMES = {
    1: "netbios_computer_name",
    2: "netbios_domain_name",
    3: "dns_computer_name",
    4: "dns_domain_name",
    5: "dns_tree_name",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """`version` is `major.minor.build` of the system, or ''; `filler`: the version is announced, but each of
    its bytes is 0xFF; `names` the target's names by their kind."""

    target: str = ""
    version: str = ""
    filler: bool = False
    names: tuple[tuple[str, str], ...] = ()


def negotiate() -> bytes:
    """The first message, as the first token of SPNEGO."""
    message = MARK + _little(1) + _little(_ASKED) + bytes(16) + _OUR_VERSION
    mechanisms = ber.encode(0xA0, ber.encode(ber.SEQUENCE, _NTLMSSP))
    token = ber.encode(0xA2, ber.octets(message))
    return ber.encode(0x60, _SPNEGO, ber.encode(0xA0, ber.encode(ber.SEQUENCE, mechanisms, token)))


def anonymous() -> bytes:
    """The third message, without a user. The one zero byte is what the specification calls an anonymous
    response."""
    end = 72
    empty = bytes(4) + _little(end + 1)
    one = b"\1\0\1\0" + _little(end)
    fields = one + empty * 5
    message = MARK + _little(3) + fields + _little(_ASKED | _ANONYMOUS) + _OUR_VERSION + b"\0"
    return ber.encode(0xA1, ber.encode(ber.SEQUENCE, ber.encode(0xA2, ber.octets(message))))


def challenge(token: bytes) -> Challenge | None:
    """The content of the second message, wherever it is in the token; None when there is none."""
    at = token.find(MARK + _little(2))
    raw = token[at:] if at >= 0 else b""
    if len(raw) < 48:
        return None
    flags = int.from_bytes(raw[20:24], "little")
    told = raw[48:56] if flags & _VERSION and len(raw) >= 56 else b""
    filler = told == _FILLER
    version = f"{told[0]}.{told[1]}.{int.from_bytes(told[2:4], 'little')}" if told and not filler else ""
    return Challenge(
        target=_text(_field(raw, 12)), version=version, filler=filler, names=_pairs(_field(raw, 40))
    )


def _pairs(info: bytes) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    at = 0
    while at + 4 <= len(info) and len(found) < 16:
        kind = int.from_bytes(info[at : at + 2], "little")
        size = int.from_bytes(info[at + 2 : at + 4], "little")
        value = info[at + 4 : at + 4 + size]
        if kind == 0 or len(value) < size:
            break
        if kind in _NAMES:
            found.setdefault(_NAMES[kind], _text(value))
        at += 4 + size
    return tuple(found.items())


def _field(raw: bytes, at: int) -> bytes:
    """The bytes at an offset and a length, b'' when they lie outside."""
    size, begin = int.from_bytes(raw[at : at + 2], "little"), int.from_bytes(raw[at + 4 : at + 8], "little")
    return raw[begin : begin + size] if begin + size <= len(raw) else b""


def _text(raw: bytes) -> str:
    return raw[:512].decode("utf-16-le", "replace")


def _little(value: int) -> bytes:
    return value.to_bytes(4, "little")
