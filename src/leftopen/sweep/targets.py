"""Ranges of addresses as one indexed space, never as a list."""

from __future__ import annotations

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

from leftopen.model.address import MAPPED, Address

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Targets:
    """Every address of the networks once, the first and the last of a network included (on the internet they
    are hosts like others). `len()` works up to sys.maxsize; `count` has no limit."""

    def __init__(self, networks: Iterable[Network]) -> None:
        given = list(networks)
        merged: list[Network] = [
            *ipaddress.collapse_addresses(n for n in given if isinstance(n, ipaddress.IPv4Network)),
            *ipaddress.collapse_addresses(n for n in given if isinstance(n, ipaddress.IPv6Network)),
        ]
        self._parts = [
            (MAPPED if n.version == 4 else b"", int(n.network_address), n.max_prefixlen // 8) for n in merged
        ]
        self._ends = list(accumulate(n.num_addresses for n in merged))
        self.count = self._ends[-1] if self._ends else 0

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, at: int) -> Address:
        if not 0 <= at < self.count:
            raise IndexError(at)
        part = bisect_right(self._ends, at)
        prefix, first, width = self._parts[part]
        before = self._ends[part - 1] if part else 0
        return Address(packed=prefix + (first + at - before).to_bytes(width, "big"))

    def ranges(self) -> list[tuple[Address, Address]]:
        """The first and the last address of each part."""
        begins = [0, *self._ends]
        return [(self[begin], self[end - 1]) for begin, end in pairwise(begins) if end > begin]

    def __iter__(self) -> Iterator[Address]:
        return (self[at] for at in range(self.count))
