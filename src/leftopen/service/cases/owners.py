"""The owner of a case, from the authorisations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope import canonical

NO_OWNER = "no owner"


def case_owners(records: Sequence[ScopeRecord]) -> Callable[[Case], str]:
    """The organisation in the narrowest authorisation. One lookup for each length of prefix, however many
    authorisations there are."""
    named: dict[tuple[int, int], dict[int, str]] = {}
    for record in records:
        if record.effect is Effect.ALLOW and record.org and canonical.looks_numeric(record.target):
            network = canonical.network(record.target)
            orgs = named.setdefault((network.version, network.prefixlen), {})
            first = int(network.network_address)
            orgs[first] = max(record.org, orgs.get(first, ""))
    narrowest = sorted(named, reverse=True)

    def owner(case: Case) -> str:
        ip = Address.parse(case.address).ip
        for version, length in narrowest:
            if version == ip.version:
                first = int(ip) >> (ip.max_prefixlen - length) << (ip.max_prefixlen - length)
                if first in named[version, length]:
                    return named[version, length][first]
        return NO_OWNER

    return owner
