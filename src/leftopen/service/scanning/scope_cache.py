"""Caches the scope: a record that is added or removed takes effect within half a second, and so does a domain
of an organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leftopen.model.address import Address
from leftopen.model.scope import Permit, ScopeRecord
from leftopen.scope.decide import Scope
from leftopen.scope.site_names import domains_of
from leftopen.store.records import Records
from leftopen.store.records.entities.organisations import Organisations
from leftopen.store.records.entities.scopes import Scopes

FRESH_FOR = 0.5


@dataclass(slots=True, kw_only=True)
class ScopeCache:
    """Callable, as the gate requires. Names stay pinned to the addresses that they had when the scan
    began."""

    records: Records
    pinned: Mapping[str, frozenset[Address]]
    monotonic: Callable[[], float]
    _read: float = float("-inf")
    _scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self._scope = Scope(pinned=self.pinned)

    def __call__(self, address: Address, now: datetime) -> Permit:
        return self.scope().permit(address, now)

    def scope(self) -> Scope:
        """At most half a second old."""
        if self.monotonic() - self._read > FRESH_FOR:
            listed: list[ScopeRecord] = Scopes(self.records).list()
            domains = domains_of(Organisations(self.records).list())
            # The same object while nothing changed.
            if (listed, domains) != (self._scope.records, self._scope.domains):
                self._scope = Scope(records=listed, pinned=self.pinned, domains=domains)
            self._read = self.monotonic()
        return self._scope
