"""Is an address inside any of many networks? Answered by a binary search, however many there are. Pure."""

from __future__ import annotations

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable

from leftopen.model.address import Address
from leftopen.scope import canonical

IPV4 = 1 << 128


class Networks:
    """The union of some networks, given as canonical CIDRs."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = [canonical.network(text) for text in texts]
        ends = sorted((_number(one.network_address), _number(one.broadcast_address)) for one in found)
        self._begins: list[int] = []
        self._ends: list[int] = []
        for begin, end in ends:
            if self._ends and begin <= self._ends[-1] + 1:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._begins.append(begin)
                self._ends.append(end)

    def __contains__(self, address: str) -> bool:
        number = _number(Address.parse(address).ip)
        place = bisect_right(self._begins, number) - 1
        return place >= 0 and number <= self._ends[place]


def _number(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> int:
    """IPv4 stands above all of IPv6: `::/0` holds none of it."""
    return int(ip) + (IPV4 if ip.version == 4 else 0)
