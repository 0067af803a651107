"""Parses addresses and networks in searches: only complete ones.

The operating system reads `192.0.2` as 192.0.0.2; in a search it is far more likely a truncated network, and
another address would be found without an error.
"""

from __future__ import annotations

import ipaddress
import re

from leftopen.model.address import Address
from leftopen.query.nodes import Range

_SHORT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})(?:\.\*|\.)*(?:/([0-9]{1,2}))?", re.ASCII)


def net(text: str) -> Range | None:
    """One address, or a network in CIDR; None for everything else."""
    address, slash, length = text.partition("/")
    try:
        first = Address.whole(address)
        if not slash:
            number = int.from_bytes(first.packed)
            return Range(low=number, high=number)
        found = ipaddress.ip_network(f"{first.ip}/{length}", strict=False)
    except ValueError:
        return None
    ends = (Address.from_ip(found.network_address), Address.from_ip(found.broadcast_address))
    return Range(low=int.from_bytes(ends[0].packed), high=int.from_bytes(ends[1].packed))


def whole(text: str) -> str:
    """The network of a truncated IPv4 address, with as many bits as are written; '' for anything else."""
    short = _SHORT.fullmatch(text)
    if short is None:
        return ""
    numbers = short[1].split(".")
    bits = short[2] or str(8 * len(numbers))
    try:
        first = ".".join([*(str(int(one)) for one in numbers), *["0"] * (4 - len(numbers))])
        return str(ipaddress.ip_network(f"{first}/{bits}", strict=False))
    except ValueError:
        return ""
