"""Location and owner of an address: claims, each with its source and the source's date."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Claims about one address; '', 0 or None where there is no claim.

    `country_code` two letters (ISO 3166-1), upper case     `latitude`, `longitude` in degrees
    `asn`          number of the announcing network          `org`, `isp` names as the source spells them
    `cloud_…`      as the provider's own range file names them
    `sources`      (claim of `model.claims`, source, ISO date of the source), such as ("country", "iptocc",
                   "2026-11-01")
    """

    country_code: str = ""
    country_name: str = ""
    region_code: str = ""
    city: str = ""
    postal_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    asn: int = 0
    org: str = ""
    isp: str = ""
    cloud_provider: str = ""
    cloud_region: str = ""
    cloud_service: str = ""
    sources: tuple[tuple[str, str, str], ...] = ()


NOWHERE = Location()
"""There are no claims."""
