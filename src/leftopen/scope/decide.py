"""Decides: deny wins, then loopback, then the narrowest valid record that covers the address."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from leftopen.model.address import Address
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Effect, Permit, ScopeRecord
from leftopen.scope import classes
from leftopen.scope.network_index import Network, NetworkIndex
from leftopen.scope.site_names import Domains, denied_names

LOOPBACK_REALM = "loopback"
_RECORD = re.compile(r"record (\w+): ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """All records, and the addresses of each host name at the start of this scan (resolved once and pinned: a
    name that changes during the scan authorises nothing new). A denied name without an entry was not
    resolved, or could not be. Its addresses are then unknown, and everything except this machine's own
    addresses is refused. `domains`: of each organisation, by its name in lower case."""

    records: Sequence[ScopeRecord] = ()
    pinned: Mapping[str, frozenset[Address]] = field(default_factory=dict)
    domains: Domains = field(default_factory=dict)
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _Index(self.records, self.pinned))

    def permit(self, address: Address, now: datetime) -> Permit:
        """Allowed with the clause, or refused with the reason. Never raises."""
        word = classes.never(address)
        if word:
            return _no(f"{address} is {word}: never scanned")
        mine = self._index.about(address)
        denials = [r for r in mine if r.effect is Effect.DENY and (r.until is None or now < r.until)]
        denied = next((r for r in denials if not r.port), None)
        if denied:
            until = f" until {denied.until:%Y-%m-%d %H:%M} UTC" if denied.until else ""
            return _no(f"{address} is in {denied.target}, denied by record {denied.id[:8]}{until}")
        permit = self._undenied(mine, address, now)
        ports = frozenset(r.port for r in denials)
        names = denied_names(self._index.denied_names, now)
        if permit.allowed and (ports or names):
            permit = replace(permit, denied_ports=ports, denied_names=names)
        return permit

    def _undenied(self, mine: Sequence[ScopeRecord], address: Address, now: datetime) -> Permit:
        unseen = None if classes.is_loopback(address) else self._index.denied_unseen(now)
        if unseen:
            return _no(
                f"cannot resolve {unseen.target}, denied by record {unseen.id[:8]}: its addresses are unknown"
            )
        allowing = [r for r in mine if r.effect is Effect.ALLOW]
        valid = [r for r in allowing if r.until is None or now < r.until]
        if valid:
            record = max(valid, key=_narrowness)
            realm = LOOPBACK_REALM if classes.is_loopback(address) else record.realm
            domains = self.domains.get(record.org.casefold()) if record.org else None
            return self._index.permit(record, realm, domains or frozenset())
        if classes.is_loopback(address):
            return Permit(
                allowed=True,
                clause=f"{address} is this machine's own address: always allowed",
                level=ReadLevel.LISTING,
                realm=LOOPBACK_REALM,
            )
        if allowing:
            ended = max(r.until for r in allowing if r.until is not None)
            return _no(f"the authorisation for {address} expired on {ended:%Y-%m-%d %H:%M} UTC")
        return _no(self._unnamed(address))

    def _unnamed(self, address: Address) -> str:
        special = classes.special(address)
        if special:
            return f"{address} is {special[1]} space ({special[0]}): allowed only if a scope record names it"
        return f"no scope record covers {address}"


class _Index:
    """The records by what they name. `denied_names`: those that deny a host name."""

    def __init__(self, records: Sequence[ScopeRecord], pinned: Mapping[str, frozenset[Address]]) -> None:
        numbered: list[tuple[Network, tuple[int, ScopeRecord]]] = []
        self._named: dict[Address, list[tuple[int, ScopeRecord]]] = {}
        self._permits: dict[tuple[str, str], Permit] = {}
        self.denied_names: list[ScopeRecord] = []
        for number, record in enumerate(records):
            if (network := _network(record.target)) is not None:
                numbered.append((network, (number, record)))
                continue
            if record.effect is Effect.DENY:
                self.denied_names.append(record)
            for address in pinned.get(record.target, ()):
                self._named.setdefault(address, []).append((number, record))
        self._networks = NetworkIndex(numbered)
        self._unseen = [record for record in self.denied_names if record.target not in pinned]

    def about(self, address: Address) -> list[ScopeRecord]:
        """The records that name the address, in their order."""
        special = classes.special(address)
        found = [one for one in self._networks.at(address) if _covers(one[1], special)]
        named = self._named.get(address)
        if named:
            ordinary = not (special or classes.is_loopback(address))
            found += [one for one in named if ordinary or one[1].effect is Effect.DENY]
            found.sort(key=lambda one: one[0])
        return [record for _, record in found]

    def permit(self, record: ScopeRecord, realm: str, domains: frozenset[str]) -> Permit:
        """What the record allows. A sweep asks for each address, so that each answer is made once."""
        if (known := self._permits.get((record.id, realm))) is not None:
            return known
        until = f" until {record.until:%Y-%m-%d %H:%M} UTC" if record.until else ""
        clause = f"record {record.id[:8]}: {record.target}, authorised by {record.authorised_by}{until}"
        permit = Permit(
            allowed=True, clause=clause, level=record.level, anonymous=record.anonymous, rate=record.rate,
            realm=realm, record=record.id, domains=domains,
        )  # fmt: skip
        self._permits[record.id, realm] = permit
        return permit

    def denied_unseen(self, now: datetime) -> ScopeRecord | None:
        """A denied host name whose addresses are not known."""
        return next((one for one in self._unseen if one.until is None or now < one.until), None)


def _covers(record: ScopeRecord, special: tuple[Network, str] | None) -> bool:
    """A wide record does not authorise the special ranges that it happens to cover."""
    if special is None or record.effect is Effect.DENY:
        return True
    network = _network(record.target)
    return network is not None and _inside(network, special[0])


def _no(clause: str) -> Permit:
    return Permit(allowed=False, clause=clause)


def record_in(clause: str) -> str:
    """The short id of the record that a clause quotes; '' for a clause without one. Whoever may not read the
    clause, such as the recipient of a notice, can quote the id."""
    found = _RECORD.match(clause)
    return found[1] if found else ""


@lru_cache(maxsize=4096)
def _network(target: str) -> Network | None:
    try:
        return ipaddress.ip_network(target)
    except ValueError:
        return None


def _inside(inner: Network, outer: Network) -> bool:
    if isinstance(inner, ipaddress.IPv4Network):
        return isinstance(outer, ipaddress.IPv4Network) and inner.subnet_of(outer)
    return isinstance(outer, ipaddress.IPv6Network) and inner.subnet_of(outer)


def _narrowness(record: ScopeRecord) -> int:
    network = _network(record.target)
    # A host name is narrower than any range, because it names exactly that machine.
    return 129 if network is None else network.prefixlen + (96 if network.version == 4 else 0)
