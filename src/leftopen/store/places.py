"""Where an address lives, as columns of its row and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from leftopen.model.location import Location

COLUMNS = (
    "country", "country_name", "region", "city", "postal", "latitude", "longitude", "asn", "org", "isp",
    "cloud_provider", "cloud_region", "cloud_service", "sources",
)  # fmt: skip


def location_row(where: Location) -> dict[str, Any]:
    """A place that nobody knows is null, which the column keeps as NaN."""
    return {
        "country": where.country_code, "country_name": where.country_name, "region": where.region_code,
        "city": where.city, "postal": where.postal_code, "latitude": where.latitude,
        "longitude": where.longitude, "asn": where.asn, "org": where.org, "isp": where.isp,
        "cloud_provider": where.cloud_provider, "cloud_region": where.cloud_region,
        "cloud_service": where.cloud_service,
        "sources": msgspec.json.encode(where.sources).decode() if where.sources else "",
    }  # fmt: skip


def location(row: Mapping[str, Any]) -> Location:
    sources = json.loads(row["sources"]) if row["sources"] else []
    return Location(
        country_code=row["country"], country_name=row["country_name"], region_code=row["region"],
        city=row["city"], postal_code=row["postal"], latitude=row["latitude"], longitude=row["longitude"],
        asn=row["asn"], org=row["org"], isp=row["isp"], cloud_provider=row["cloud_provider"],
        cloud_region=row["cloud_region"], cloud_service=row["cloud_service"],
        sources=tuple((claim, source, dated) for claim, source, dated in sources),
    )  # fmt: skip
