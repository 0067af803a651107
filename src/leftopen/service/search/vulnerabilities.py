"""The CVEs of a host, as the sources of its observations name them, with what the imported lists say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from leftopen.model.cve_list import CveFacts
from leftopen.model.facts import Json
from leftopen.model.observation import Observation, source

LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability:
    """`verified`: a source tried it; else it follows from the version alone. `cvss` 0 to 10, `epss` 0 to 1
    (the chance of an attack within 30 days), None where no source says it; `kev`: on CISA's list of exploited
    vulnerabilities, since `kev_added` ('' where no list says it); `ransomware`: used by it, as CISA says."""

    cve: str
    ports: tuple[str, ...]
    sources: tuple[str, ...]
    verified: bool
    kev: bool
    cvss: float | None
    epss: float | None
    summary: str
    kev_added: str = ""
    ransomware: bool = False


def vulns(o: Observation) -> dict[str, bool]:
    """CVE → whether it was verified; a CVE that was tested and not found is left out."""
    block = o.blocks.get("vulns")
    if not isinstance(block, Mapping):
        return {}
    return {
        name: isinstance(about, Mapping) and about.get("verified") is True
        for name, about in block.items()
        if not name.startswith("!")
    }


def vulnerabilities(
    services: Sequence[Observation], known: Callable[[Iterable[str]], Mapping[str, CveFacts]]
) -> list[Vulnerability]:
    """Exploited ones first, then verified ones, then the most probable and the most severe. What a source
    tested and did not find is left out. `known`: what the imported lists say about CVEs; they are newer than
    a banner's own numbers, and go before them."""
    sources: dict[str, list[tuple[Observation, Mapping[str, Json]]]] = {}
    for o in services:
        block = o.blocks.get("vulns")
        for name, about in block.items() if isinstance(block, Mapping) else ():
            if not name.startswith("!"):
                sources.setdefault(name, []).append((o, about if isinstance(about, Mapping) else {}))
    lists = known(sources)
    found = [_with(_vulnerability(name, claims), lists.get(name)) for name, claims in sources.items()]
    return sorted(found, key=lambda v: (not v.kev, not v.verified, -(v.epss or 0), -(v.cvss or 0), v.cve))


def _vulnerability(cve: str, claims: Sequence[tuple[Observation, Mapping[str, Json]]]) -> Vulnerability:
    about = [one for _, one in claims]
    ports = sorted({(o.endpoint.port, o.endpoint.port_label) for o, _ in claims})
    return Vulnerability(
        cve=cve,
        ports=tuple(label for _, label in ports),
        sources=tuple(dict.fromkeys(source(o) for o, _ in claims)),
        verified=any(one.get("verified") is True for one in about),
        kev=any(one.get("kev") is True for one in about),
        cvss=_most((one.get("cvss") for one in about), 10),
        epss=_most((one.get("epss") for one in about), 1),
        summary=next((text for one in about if isinstance(text := one.get("summary"), str)), "")[:LONGEST],
    )


def _with(seen: Vulnerability, facts: CveFacts | None) -> Vulnerability:
    if facts is None:
        return seen
    epss = seen.epss if facts.epss is None else facts.epss
    added = facts.kev_added
    return replace(seen, epss=epss, kev=seen.kev or bool(added), kev_added=added, ransomware=facts.ransomware)


def _most(values: Iterable[Any], limit: float) -> float | None:
    numbers = [float(one) for one in values if isinstance(one, int | float) and not isinstance(one, bool)]
    return max((one for one in numbers if 0 <= one <= limit), default=None)
