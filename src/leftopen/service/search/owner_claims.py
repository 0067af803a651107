"""What sources say about the place and the owner of an address: each claim with who makes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leftopen.model.claims import CLAIMS, says, source
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.model.observation import source as seen_by

MOST = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerClaim:
    """`claim`: a name of `model.claims`, or `certificate`; `sources`: who says so, without repetition."""

    claim: str
    value: str
    sources: tuple[str, ...]


def owner_claims(services: Sequence[Observation]) -> list[OwnerClaim]:
    """The claims of the current observations, in the order of `CLAIMS`; of one claim the newest value first.
    Where sources differ, each value stands."""
    newest = sorted(services, key=lambda o: o.timestamp, reverse=True)
    found: dict[tuple[str, str], dict[str, None]] = {}
    for claim in CLAIMS:
        for o in newest:
            if says(o.location, claim):
                who = source(o.location, claim) or seen_by(o)
                found.setdefault((claim, _value(o.location, claim)), {})[who] = None
    for o in newest:
        if organisation := _organisation(o):
            found.setdefault(("certificate", organisation), {})[f"{o.endpoint.port_label}"] = None
    return [
        OwnerClaim(claim=claim, value=value, sources=tuple(sources))
        for (claim, value), sources in list(found.items())[:MOST]
    ]


def _value(at: Location, claim: str) -> str:
    if claim == "country":
        return f"{at.country_name} ({at.country_code})" if at.country_name else at.country_code
    if claim == "coordinates":
        return f"{at.latitude or 0:.4f}, {at.longitude or 0:.4f}"
    words = _words(getattr(at, name) for name in CLAIMS[claim])
    return f"AS{words}" if claim == "asn" else words


def _words(values: Iterable[object]) -> str:
    return " ".join(str(value) for value in values if value)


def _organisation(o: Observation) -> str:
    """The organisation in the subject of its certificate."""
    tls = o.blocks.get("ssl")
    certificate = tls.get("cert") if isinstance(tls, Mapping) else None
    subject = certificate.get("subject") if isinstance(certificate, Mapping) else None
    organisation = subject.get("O") if isinstance(subject, Mapping) else None
    return organisation if isinstance(organisation, str) else ""
