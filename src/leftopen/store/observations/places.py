"""Converts a location to the columns of its row, and back."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from leftopen.model.location import Location
from leftopen.store.observations.record import Record


def location_row(where: Location) -> dict[str, Any]:
    """An unknown coordinate is null, which the column stores as NaN."""
    return {
        "country": where.country_code, "country_name": where.country_name, "region": where.region_code,
        "city": where.city, "postal": where.postal_code, "latitude": where.latitude,
        "longitude": where.longitude, "asn": where.asn, "org": where.org, "isp": where.isp,
        "cloud_provider": where.cloud_provider, "cloud_region": where.cloud_region,
        "cloud_service": where.cloud_service,
        "sources": msgspec.json.encode(where.sources).decode() if where.sources else "",
    }  # fmt: skip


def location(r: Record) -> Location:
    sources = json.loads(r.sources) if r.sources else []
    return Location(
        country_code=r.country, country_name=r.country_name, region_code=r.region, city=r.city,
        postal_code=r.postal, latitude=r.latitude, longitude=r.longitude, asn=r.asn, org=r.org, isp=r.isp,
        cloud_provider=r.cloud_provider, cloud_region=r.cloud_region, cloud_service=r.cloud_service,
        sources=tuple((claim, source, dated) for claim, source, dated in sources),
    )  # fmt: skip
