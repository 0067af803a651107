"""Which authorisation ends and leaves targets that no other one permits. Pure, and resolves no names."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from datetime import datetime

from leftopen.model.address import Address
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope import classes
from leftopen.scope.canonical import looks_numeric
from leftopen.scope.network_index import Network
from leftopen.scope.networks import Networks


class Expiry:
    """The authorisations that have ended at `at`, and those that are valid then."""

    def __init__(self, records: Sequence[ScopeRecord], at: datetime) -> None:
        allowing = [one for one in records if one.effect is Effect.ALLOW]
        ended = [one for one in allowing if one.until is not None and one.until <= at]
        # The latest first: it is the one to renew.
        self._ended = sorted(ended, key=lambda one: one.until or at, reverse=True)
        valid = [one.target for one in allowing if one.until is None or at < one.until]
        numeric = [text for text in valid if looks_numeric(text)]
        self._valid, self._names = Networks(numeric), frozenset(valid) - frozenset(numeric)
        self._special = Networks(text for text in numeric if _is_special(ipaddress.ip_network(text)))

    def missed(self, words: Iterable[str], networks: Iterable[str]) -> ScopeRecord | None:
        """The record that ended and permitted some of these targets, which nothing permits now; None without
        one. `words`: the targets as they were given; `networks`: where they lead, host names too."""
        if not self._ended:
            return None
        names = frozenset(words)
        wanted = [ipaddress.ip_network(text) for text in networks]
        named = () if names & self._names else [one for one in wanted if one.num_addresses == 1]
        for record in self._ended:
            if looks_numeric(record.target):
                own = ipaddress.ip_network(record.target)
                parts = [part for one in wanted if (part := _common(own, one)) is not None]
            else:
                parts = [*named] if record.target in names else []
            if not all(map(self._permits, parts)):
                return record
        return None

    def _permits(self, network: Network) -> bool:
        """Judged by both its ends. A wide record does not authorise the special ranges that it covers."""
        ends = [Address.parse(str(one)) for one in (network.network_address, network.broadcast_address)]
        return all(
            classes.is_loopback(one) or str(one) in (self._special if classes.special(one) else self._valid)
            for one in ends
        )


def _common(one: Network, other: Network) -> Network | None:
    """Of two networks the narrower one, where the wider one holds it."""
    if one.version != other.version or not one.overlaps(other):
        return None
    return one if one.prefixlen > other.prefixlen else other


def _is_special(network: Network) -> bool:
    found = classes.special(Address.parse(str(network.network_address)))
    return found is not None and found[0].prefixlen <= network.prefixlen
