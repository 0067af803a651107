"""What public lists say about CVEs, for all hosts alike: how probable an attack is, and what is attacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CveFacts:
    """`epss` 0 to 1 (the probability of an attack within 30 days), None where no list says it; `kev_added`:
    the date on which CISA put it on its list of exploited vulnerabilities, '' where it is not on it;
    `ransomware`: CISA knows of its use by ransomware."""

    cve: str
    epss: float | None = None
    kev_added: str = ""
    ransomware: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CveList:
    """One imported list. `name` is its format, `dated` the date that the list gives itself."""

    name: str
    title: str
    dated: str
    facts: Mapping[str, CveFacts] = field(repr=False)
    bad: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCveList:
    """What is known of a stored list without its rows. `imported` is RFC 3339 in UTC."""

    name: str
    title: str
    dated: str
    rows: int
    imported: str
