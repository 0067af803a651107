"""The owner of a case, from the authorisations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope import canonical

NO_OWNER = "no owner"
parsed = lru_cache(maxsize=10_000)(Address.parse)
"""A list of cases asks for each address several times."""


def case_owners(records: Sequence[ScopeRecord]) -> Callable[[Case], str]:
    """The organisation in the narrowest authorisation that names one."""
    owner = narrowest((record, record.org) for record in records)
    return lambda case: owner(case) or NO_OWNER


def narrowest(records: Iterable[tuple[ScopeRecord, str]]) -> Callable[[Case], str]:
    """What the narrowest authorisation of a case's address says, of those that say anything; '' where none
    does."""
    find = of_address(records)
    return lambda case: find(case.address)


def of_address(records: Iterable[tuple[ScopeRecord, str]]) -> Callable[[str], str]:
    """The same for any address. One lookup for each length of prefix, however many authorisations there
    are."""
    named: dict[tuple[int, int], dict[int, str]] = {}
    for record, text in records:
        if text and record.effect is Effect.ALLOW and canonical.looks_numeric(record.target):
            network = canonical.network(record.target)
            texts = named.setdefault((network.version, network.prefixlen), {})
            first = int(network.network_address)
            texts[first] = max(text, texts.get(first, ""))
    lengths = sorted(named, reverse=True)
    known: dict[str, str] = {}

    def find(address: str) -> str:
        if address not in known:
            known[address] = said_of(address)
        return known[address]

    def said_of(address: str) -> str:
        if not lengths:
            return ""
        ip = parsed(address).ip
        for version, length in lengths:
            if version == ip.version:
                beyond = ip.max_prefixlen - length
                if text := named[version, length].get(int(ip) >> beyond << beyond):
                    return text
        return ""

    return find
