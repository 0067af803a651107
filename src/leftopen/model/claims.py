"""The claims that may be made of an address, with the fields of Location that each fills."""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.model.location import Location

KINDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "country": {
        "country": ("country_code", "country_name"),
        "region": ("region_code",),
        "city": ("city",),
        "postal": ("postal_code",),
        "coordinates": ("latitude", "longitude"),
    },
    "network": {"asn": ("asn",), "org": ("org",), "isp": ("isp",)},
    "cloud": {"cloud": ("cloud_provider", "cloud_region", "cloud_service")},
}
"""Kind, whose claims a range file makes together → claim, as `Location.sources` names it → fields, which are
filled together or not at all."""

CLAIMS: Mapping[str, tuple[str, ...]] = {
    claim: names for claims in KINDS.values() for claim, names in claims.items()
}


def says(place: Location, claim: str) -> bool:
    return any(_said(place, name) for name in CLAIMS[claim])


def said_by(place: Location, kind: str) -> tuple[str, ...]:
    """The claims of that kind that the location makes."""
    return tuple(claim for claim in KINDS[kind] if says(place, claim))


def source(place: Location, claim: str) -> str:
    """ "source, date" of a claim, or ''. Old rows name only the kind, as one claim."""
    named = {one: f"{title}, {dated}" for one, title, dated in place.sources}
    kind = next(kind for kind, claims in KINDS.items() if claim in claims)
    return named.get(claim) or named.get(kind, "")


def _said(place: Location, name: str) -> bool:
    value = getattr(place, name)
    return value is not None and bool(value or name in ("latitude", "longitude"))
