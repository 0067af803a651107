"""Where an address lives by a line's own claims and by ours, straight into the columns of its row.

Which claim is taken from whom depends only on which of them are made, and where they agree; so that is
worked out by `pipeline.imported.filled` once for each such pattern, and remembered.
"""

from __future__ import annotations

from typing import Any

import msgspec

from leftopen.imports import shodan
from leftopen.model.address import Address
from leftopen.model.location import NOWHERE, Location
from leftopen.pipeline.imported import Lookup, filled
from leftopen.query.pieces import Flat
from leftopen.wire.shodan_banner import Banner, Cloud, Where

COLUMNS = (
    "country", "country_name", "region", "city", "postal", "latitude", "longitude", "asn", "org", "isp",
    "cloud_provider", "cloud_region", "cloud_service",
)  # fmt: skip
FIELDS = ("country_code", "country_name", "region_code", "city", "postal_code", *COLUMNS[5:])
REMEMBERED = 65_536
_NOWHERE, _NO_CLOUD = Where(), Cloud()


class Claims:
    """For one import."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        # Our own location (kept, so that nobody else gets its number), the sources, what is not the line's.
        self._known: dict[tuple[object, ...], tuple[Location, str, dict[str, Any]]] = {}

    def put(self, b: Banner, address: Address, flat: Flat) -> str:
        """The text of the column `sources`."""
        w, c = b.location or _NOWHERE, b.cloud or _NO_CLOUD
        code, asn = shodan.country(w.country_code or ""), shodan.asn(b.asn or "")
        latitude, longitude = shodan.degrees(w.latitude, w.longitude)
        org, isp, provider = b.org or "", b.isp or "", c.provider or ""
        own = (
            code, w.country_name or "", w.region_code or "", w.city or "", w.postal_code or "", latitude,
            longitude, asn, org, isp, provider, c.region or "", c.service or "",
        )  # fmt: skip
        ours, day = self._lookup(address), b.timestamp[:10]
        key = (
            id(ours), day, latitude is None, code == ours.country_code, asn == ours.asn,
            provider == ours.cloud_provider, *[not one for one in own],
        )  # fmt: skip
        known = self._known.get(key)
        if known is None or known[0] is not ours:
            known = self._known[key] = self._made(own, ours, day)
        flat.update(zip(COLUMNS, own, strict=True))
        flat.update(known[2])
        return known[1]

    def _made(self, own: tuple[Any, ...], ours: Location, day: str) -> tuple[Location, str, dict[str, Any]]:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        said = shodan.place(*own, day)
        place = filled(said, ours)
        taken = {
            column: value
            for column, field, value in zip(COLUMNS, FIELDS, _said(place), strict=True)
            if said is NOWHERE or value != getattr(said, field)
        }
        sources = msgspec.json.encode(place.sources).decode() if place.sources else ""
        return ours, sources, taken


def _said(place: Location) -> tuple[Any, ...]:
    return tuple(getattr(place, field) for field in FIELDS)
