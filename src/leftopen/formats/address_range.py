"""Parses ranges of addresses in range files: prefixes, pairs of addresses, pairs of numbers."""

from __future__ import annotations

import ipaddress

V4_FIRST = 0xFFFF << 32
"""0.0.0.0 as a number of 128 bits: IPv4 is mapped into ::ffff:0:0/96."""

MOST_DIGITS = 39
"""Decimal digits of the last IPv6 address."""


def prefix(text: str) -> tuple[int, int]:
    """(first, last) of `192.0.2.0/24` or of one address, IPv4 mapped. Raises ValueError, also for bits after
    the prefix, because the meaning of such a line is unclear."""
    network = ipaddress.ip_network(text.strip())
    first = int(network.network_address) + (V4_FIRST if network.version == 4 else 0)
    return first, first + network.num_addresses - 1


def pair(first: str, last: str) -> tuple[int, int]:
    """(first, last) of two addresses. Raises ValueError for two families, or the wrong order."""
    low, high = _address(first), _address(last)
    if is_v4(low) != is_v4(high):
        raise ValueError(f"{first} and {last} have different IP versions")
    if low > high:
        raise ValueError(f"{first} comes after {last}")
    return low, high


def is_v4(number: int) -> bool:
    return number >> 32 == 0xFFFF


def _address(text: str) -> int:
    """Dotted, colons, or decimal; a number below 2^32 is IPv4."""
    bare = text.strip()
    if bare.isascii() and bare.isdigit() and len(bare) <= MOST_DIGITS:
        number = int(bare)
        if number >> 128:
            raise ValueError(f"{bare} is not a valid IP address")
        return number + V4_FIRST if number < 1 << 32 else number
    return int(ipaddress.IPv6Address(bare)) if ":" in bare else V4_FIRST + int(ipaddress.IPv4Address(bare))
