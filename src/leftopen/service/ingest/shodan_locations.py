"""Merges a Shodan line's location claims with those of our tables, straight into the row's columns.

The merge depends only on which claims exist and where they agree. `pipeline.normalise.fill_location` computes
it once for each such pattern, and the result is cached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from leftopen.formats import location_values
from leftopen.formats.shodan_banner import Banner, Cloud, Where
from leftopen.imports import shodan
from leftopen.model.claims import CLAIMS
from leftopen.model.location import NOWHERE, Location
from leftopen.pipeline.normalise import fill_location

COLUMNS = (
    "country", "country_name", "region", "city", "postal", "latitude", "longitude", "asn", "org", "isp",
    "cloud_provider", "cloud_region", "cloud_service",
)  # fmt: skip
FIELDS = ("country_code", "country_name", "region_code", "city", "postal_code", *COLUMNS[5:])
REMEMBERED = 16_384
_NOWHERE, _NO_CLOUD = Where(), ("", "", "")
_ours = attrgetter(*FIELDS)
# Stands for the banner's date, so that one pattern serves every date.
_DAY = ""
Values = tuple[Any, ...]
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """`taken`: the columns of our tables that fill in for the line; `sources`: the text around the banner's
    date. `said`: the source of our claims (referenced, so that its id is not reused)."""

    said: Sequence[object]
    taken: tuple[int, ...]
    sources: tuple[str, ...]


class Claims:
    """The cached patterns of one import."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[object, ...], _Pattern] = {}
        self._countries: dict[str, str] = {}
        self._networks: dict[str, int] = {}

    def of(self, b: Banner, ours: Location) -> tuple[Values, str]:
        """The values of `COLUMNS`, and the text of the column `sources`. Our claims are attributed to our
        sources."""
        w = b.location or _NOWHERE
        code, asn = self._country(w.country_code), self._network(b.asn)
        latitude, longitude = location_values.degrees(w.latitude, w.longitude)
        name, region, city, postal = (
            w.country_name or "",
            w.region_code or "",
            w.city or "",
            w.postal_code or "",
        )
        org, isp = b.org or "", b.isp or ""
        cloud, cloud_region, cloud_service = _NO_CLOUD if b.cloud is None else _cloud(b.cloud)
        own: Values = (
            code, name, region, city, postal, latitude, longitude, asn, org, isp, cloud, cloud_region,
            cloud_service,
        )  # fmt: skip
        sources = ours.sources
        key = (
            id(sources), not code, not name, not region, not city, not postal, latitude is None, not asn,
            not org, not isp, not cloud, not cloud_region, not cloud_service, code == ours.country_code,
            asn == ours.asn, cloud == ours.cloud_provider,
        )  # fmt: skip
        known = self._patterns.get(key)
        if known is None or known.said is not sources:
            known = _remembered(self._patterns, key, _pattern(own, ours))
        if known.taken:
            filling, filled_in = _ours(ours), list(own)
            for at in known.taken:
                filled_in[at] = filling[at]
            own = tuple(filled_in)
        return own, b.timestamp[:10].join(known.sources)

    def _country(self, stated: str | None) -> str:
        if not stated:
            return ""
        known = self._countries.get(stated)
        return (
            known
            if known is not None
            else _remembered(self._countries, stated, location_values.country(stated))
        )

    def _network(self, stated: str | None) -> int:
        if not stated:
            return 0
        known = self._networks.get(stated)
        return (
            known if known is not None else _remembered(self._networks, stated, location_values.asn(stated))
        )


def _remembered(among: dict[Key, Value], key: Key, value: Value) -> Value:
    if len(among) >= REMEMBERED:
        among.clear()
    among[key] = value
    return value


def _cloud(c: Cloud) -> tuple[str, str, str]:
    return c.provider or "", c.region or "", c.service or ""


def _pattern(own: Values, ours: Location) -> _Pattern:
    stated = shodan.place(*own, _DAY)
    place = fill_location(stated, ours)
    added = {claim for claim, _, _ in place.sources[len(stated.sources) :]}
    names = {name for claim in added for name in CLAIMS[claim]}
    taken = tuple(at for at, name in enumerate(FIELDS) if stated is NOWHERE or name in names)
    return _Pattern(said=ours.sources, taken=taken, sources=_around(place, len(stated.sources)))


def _around(place: Location, own: int) -> tuple[str, ...]:
    """The first `own` sources are the line's."""
    if not place.sources:
        return ("",)
    texts = [msgspec.json.encode(one).decode() for one in place.sources]
    # Each of the line's sources ends in its date, which is empty here: `""]`.
    parts = [[text[: -len('"]')], '"]'] for text in texts[:own]]
    pieces = ["["]
    for first, last in parts:
        pieces[-1] += first
        pieces.append(f"{last},")
    pieces[-1] = f"{pieces[-1]}{','.join(texts[own:])}".rstrip(",") + "]"
    return tuple(pieces)
