"""Which exclusions apply to what was found. Pure.

What is not scanned is a denial of the scope, and decided there (`scope.decide`).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from leftopen.model.address import Address
from leftopen.model.exclusion import Exclusion, ExclusionKind
from leftopen.scope.classes import contains
from leftopen.scope.network_index import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusions:
    """The exclusions that hold now."""

    listed: Sequence[Exclusion] = ()

    def hiding(self, address: str, port: int, check: str = "") -> list[Exclusion]:
        """Why it is not reported."""
        return self._of((ExclusionKind.NOT_REPORTED,), address, port, check)

    def muting(self, address: str, port: int, check: str = "") -> list[Exclusion]:
        """Why nobody is told of it: what is not reported is not told either."""
        return self._of((ExclusionKind.NOT_REPORTED, ExclusionKind.NOT_TOLD), address, port, check)

    def _of(self, kinds: Sequence[ExclusionKind], address: str, port: int, check: str) -> list[Exclusion]:
        return [one for one in self.listed if one.kind in kinds and covers(one, address, port, check)]


def active_exclusions(some: Sequence[Exclusion], now: datetime) -> Exclusions:
    """Those of them that have not ended."""
    return Exclusions(listed=[one for one in some if one.holds(now)])


def covers(one: Exclusion, address: str, port: int, check: str = "") -> bool:
    """One for a check does not cover what no check found, such as a new port."""
    ip = Address.parse(address).ip
    network = _network(one.target)
    inside = network is not None and contains(network, ip)
    return inside and one.port in (0, port) and one.check in ("", check)


@lru_cache(maxsize=4096)
def _network(target: str) -> Network | None:
    try:
        return ipaddress.ip_network(target)
    except ValueError:
        return None
