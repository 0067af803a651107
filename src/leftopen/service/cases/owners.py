"""The owner of a case, from the authorisations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from leftopen.model.case import Case
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope import canonical

NO_OWNER = "no owner"


def case_owners(records: Sequence[ScopeRecord]) -> Callable[[Case], str]:
    """The organisation in the narrowest authorisation."""
    named = [
        (canonical.network(record.target), record.org)
        for record in records
        if record.effect is Effect.ALLOW and record.org and canonical.looks_numeric(record.target)
    ]

    def owner(case: Case) -> str:
        address = canonical.network(case.address)
        fitting = [
            (network.prefixlen, org)
            for network, org in named
            if network.version == address.version and address.network_address in network
        ]
        return max(fitting, default=(0, NO_OWNER))[1]

    return owner
