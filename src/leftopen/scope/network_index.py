"""Finds the networks that contain an address by one search, however many networks there are."""

from __future__ import annotations

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

from leftopen.model.address import MAPPED, Address

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
T = TypeVar("T")
_Range = tuple[int, int, int, T]


class NetworkIndex(Generic[T]):
    """What belongs to each network. A network contains no address of the other version."""

    def __init__(self, given: Iterable[tuple[Network, T]]) -> None:
        ranges: dict[int, list[_Range[T]]] = {4: [], 6: []}
        for number, (network, value) in enumerate(given):
            first = int(network.network_address)
            ranges[network.version].append((first, first + network.num_addresses, number, value))
        self._parts = {version: _parts(some) for version, some in ranges.items()}

    def at(self, address: Address) -> tuple[T, ...]:
        """What belongs to the networks around the address, in the order in which it was given."""
        packed = address.packed
        if packed.startswith(MAPPED):
            packed, version = packed[12:], 4
        else:
            version = 6
        edges, values = self._parts[version]
        return values[bisect_right(edges, int.from_bytes(packed, "big")) - 1]


def _parts(ranges: list[_Range[T]]) -> tuple[list[int], list[tuple[T, ...]]]:
    """The space in parts that lie in the same ranges: where each begins, and what belongs to it. Of two
    networks one contains the other, or they have no address in common."""
    edges: list[int] = [0]
    values: list[tuple[T, ...]] = [()]
    around: list[_Range[T]] = []

    def begin(edge: int) -> None:
        if edges[-1] == edge:
            edges.pop()
            values.pop()
        edges.append(edge)
        values.append(tuple(value for _, _, _, value in sorted(around, key=lambda one: one[2])))

    for one in sorted(ranges, key=lambda each: (each[0], -each[1])):
        while around and around[-1][1] <= one[0]:
            begin(around.pop()[1])
        around.append(one)
        begin(one[0])
    while around:
        begin(around.pop()[1])
    return edges, values
