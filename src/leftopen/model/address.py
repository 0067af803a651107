"""An IP address as the operating system reads it.

`0177.0.0.1`, `2130706433`, `0x7f.1`, `::ffff:127.0.0.1` and `[::1%lo]` are all spellings of one of two
addresses; a scope that compared texts could be bypassed. So every text becomes 16 bytes here, and nothing
else in leftopen compares addresses in any other form.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

MAPPED = bytes(10) + b"\xff\xff"
_REMEMBERED = 4096
"""The number of addresses whose forms are cached: a talk needs those of the same one at every step."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Address:
    """16 bytes; an IPv4 address is stored IPv4-mapped (`::ffff:0:0/96`) and printed unmapped."""

    packed: bytes

    def __post_init__(self) -> None:
        if len(self.packed) != 16:
            raise ValueError("an address is 16 bytes")

    @property
    def is_ipv4(self) -> bool:
        return self.packed.startswith(MAPPED)

    @property
    def ip(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
        """The standard library's object, IPv4 where mapped."""
        return _ip(self.packed)

    def __str__(self) -> str:
        return _printed(self.packed)

    @classmethod
    def from_ip(cls, ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Address:
        return cls(packed=MAPPED + ip.packed if ip.version == 4 else ip.packed)

    @classmethod
    def whole(cls, text: str) -> Address:
        """The usual spelling: four decimal numbers, or IPv6, with or without brackets and zone. Raises
        ValueError for everything else, also for the short spellings that `parse` accepts."""
        # It reads both forms, and `parse` converts an IPv4-mapped one.
        return cls.parse(str(ipaddress.ip_address(strip_brackets(text))))

    @classmethod
    def parse(cls, text: str) -> Address:
        """Any spelling that `inet_aton` or `inet_pton` accepts. Raises ValueError for everything else."""
        literal = strip_brackets(text)
        if ":" in literal:
            return cls(packed=ipaddress.IPv6Address(literal).packed)
        return cls(packed=MAPPED + _inet_aton(literal))


@lru_cache(maxsize=_REMEMBERED)
def _ip(packed: bytes) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.IPv4Address(packed[12:]) if packed.startswith(MAPPED) else ipaddress.IPv6Address(packed)


@lru_cache(maxsize=_REMEMBERED)
def _printed(packed: bytes) -> str:
    return str(_ip(packed))


def strip_brackets(text: str) -> str:
    """Without the brackets and zone of IPv6."""
    return text.strip().removeprefix("[").removesuffix("]").partition("%")[0]


def _inet_aton(text: str) -> bytes:
    """One to four numbers, each decimal, octal (leading 0) or hex (0x); the last one fills the rest."""
    numbers = [_number(part) for part in text.split(".")]
    if not 1 <= len(numbers) <= 4:
        raise ValueError(f"{text!r} is no IPv4 address")
    *heads, last = numbers
    if any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        raise ValueError(f"{text!r} is no IPv4 address")
    return bytes(heads) + last.to_bytes(4 - len(heads), "big")


def _number(part: str) -> int:
    if not part.isascii() or not part[:1].isdigit() or len(part) > 12:
        raise ValueError(f"{part!r} is no number of an IPv4 address")
    if part[:2].lower() == "0x":
        return int(part[2:], 16)
    return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part)
