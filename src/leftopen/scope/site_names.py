"""Decides which names may be asked at an address that the scope allows. Pure, and resolves no names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from leftopen.errors import BadAddress
from leftopen.model.organisation import Organisation
from leftopen.model.scope import Effect, Permit, ScopeRecord
from leftopen.model.site_name import Unasked
from leftopen.scope import canonical

Domains = Mapping[str, frozenset[str]]


def is_below(name: str, domains: Collection[str]) -> bool:
    """Is it one of these, or a name below one?"""
    return any(end in domains for end in _ends(name))


def site_refusal(permit: Permit, name: str, *, listed: bool) -> Unasked | None:
    """None when the name may be asked: it is not denied, and it is below a domain of the scope's organisation
    or a person listed it. The permit is that of the address."""
    if is_below(name, permit.denied_names):
        return Unasked.DENIED
    return None if listed or is_below(name, permit.domains) else Unasked.FOREIGN


def site_name(text: str) -> str:
    """The name as it is asked, or '' for what is none: an address, a number, a wildcard, a name with other
    characters or of more than 253."""
    try:
        return "" if canonical.looks_numeric(text) else canonical.host_name(text)
    except BadAddress:
        return ""


def covers(wildcards: Collection[str], name: str) -> bool:
    """Is it one label below one of these? (RFC 9525: `*` stands for one label.)"""
    return name.partition(".")[2] in wildcards


def denied_names(records: Sequence[ScopeRecord], now: datetime) -> frozenset[str]:
    """The host names that are denied now."""
    return frozenset(
        record.target
        for record in records
        if record.effect is Effect.DENY
        and (record.until is None or now < record.until)
        and not canonical.looks_numeric(record.target)
    )


def domains_of(organisations: Sequence[Organisation]) -> Domains:
    """The domains of each organisation and of those below it, by its name in lower case. A domain of one
    label, such as `org`, is nobody's own."""
    own = {one.name.casefold(): set(map(site_name, one.domains)) for one in organisations}
    parents = {one.name.casefold(): one.parent.casefold() for one in organisations}
    found: dict[str, set[str]] = {name: set() for name in own}
    for name, domains in own.items():
        above, seen = name, set[str]()
        while above in found and above not in seen:
            found[above] |= domains
            seen.add(above)
            above = parents[above]
    return {name: frozenset(one for one in some if "." in one) for name, some in found.items()}


def _ends(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.partition(".")[2]
