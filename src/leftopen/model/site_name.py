"""The names under which a service may have a site, and why some of them were not asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class NameSource(StrEnum):
    """How a name became known, the most promising first. `target`: a target of this scan · `list`: an
    `address name` pair of the user's list · `case`: a case of this site that is not closed · `inventory`: a
    record of the scope · `certificate` · `link`: a redirect or an absolute link of a page · `reverse`: a
    reverse record · `domain`: a domain of the organisation · `earlier`: an observation that is stored."""

    TARGET = "target"
    LIST = "list"
    CASE = "case"
    INVENTORY = "inventory"
    CERTIFICATE = "certificate"
    LINK = "link"
    REVERSE = "reverse"
    DOMAIN = "domain"
    EARLIER = "earlier"


RANK = {source: rank for rank, source in enumerate(NameSource)}
LISTED = frozenset({NameSource.TARGET, NameSource.LIST, NameSource.CASE, NameSource.INVENTORY})
"""A person gave the name. That of a case was allowed when its site was asked first."""
PLACED = LISTED | {NameSource.CERTIFICATE}
"""These say that the name belongs to the address; the others need an address record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """`name` as it is asked: lower-case IDNA. `sources` are one or more."""

    name: str
    sources: frozenset[NameSource]

    @property
    def listed(self) -> bool:
        return bool(self.sources & LISTED)

    @property
    def placed(self) -> bool:
        return bool(self.sources & PLACED)

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """The most promising first: by its best source, then by how many know it; short names first."""
        best = min(RANK[source] for source in self.sources)
        return best, -len(self.sources), self.name.count("."), self.name


class Unasked(StrEnum):
    """Why a name has no answer of its own."""

    FOREIGN = "name_of_others"
    DENIED = "name_denied"
    ELSEWHERE = "name_elsewhere"
    NO_ADDRESS = "name_without_address"
    LIMIT = "names_limit"
    LATE = "names_time"
    INVALID = "name_invalid"
    NO_RESPONSE = "name_without_response"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaskedNames:
    """How many names of one service, and a few of them, masked."""

    why: Unasked
    count: int
    examples: tuple[str, ...] = ()


def merged_names(known: Iterable[KnownName]) -> dict[str, KnownName]:
    """Each name once, with all its sources."""
    found: dict[str, KnownName] = {}
    for one in known:
        before = found.get(one.name)
        sources = one.sources | (before.sources if before else frozenset())
        found[one.name] = KnownName(name=one.name, sources=sources)
    return found
