"""Where an address lives by a line's own claims and by ours, straight into the columns of its row.

Which claim is taken from whom depends only on which of them are made, and where they agree; so that is
worked out by `pipeline.imported.filled` once for each such pattern, and remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from leftopen.imports import shodan
from leftopen.model.location import NOWHERE, Location
from leftopen.pipeline.imported import filled
from leftopen.wire.shodan_banner import Banner, Cloud, Where

COLUMNS = (
    "country", "country_name", "region", "city", "postal", "latitude", "longitude", "asn", "org", "isp",
    "cloud_provider", "cloud_region", "cloud_service",
)  # fmt: skip
FIELDS = ("country_code", "country_name", "region_code", "city", "postal_code", *COLUMNS[5:])
LATITUDE = COLUMNS.index("latitude")
REMEMBERED = 16_384
_NO_CLOUD = ("", "", "")
_fields = attrgetter(*FIELDS)
_place = msgspec.json.Decoder(Where | None).decode
# Stands for the day of a banner where claims are worked out for all days.
_DAY = ""
Values = tuple[Any, ...]
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """`taken`: the columns of ours that fill the line's; `sources`: the text around the banner's day.
    `said`: who makes our claims (kept, so that nobody else gets its number)."""

    said: Sequence[object]
    taken: tuple[int, ...]
    sources: tuple[str, ...]


class Claims:
    """For one import."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[object, ...], _Pattern] = {}
        self._places: dict[bytes, Values] = {}
        self._networks: dict[str, int] = {}

    def of(self, b: Banner, ours: Location) -> tuple[Values, str]:
        """The values of `COLUMNS`, and the text of the column `sources`. Raises msgspec.MsgspecError for a
        place that is not written as usual."""
        place = self._place(bytes(b.location))
        org, isp = b.org or "", b.isp or ""
        own = (*place, self._network(b.asn), org, isp, *(_NO_CLOUD if b.cloud is None else _cloud(b.cloud)))
        other = _fields(ours)
        key = (
            id(ours.sources), *[not one for one in own], *[not one for one in other],
            own[LATITUDE] is None, other[LATITUDE] is None,
            own[0] == other[0], own[7] == other[7], own[10] == other[10],
        )  # fmt: skip
        known = self._patterns.get(key)
        if known is None or known.said is not ours.sources:
            known = _remembered(self._patterns, key, _pattern(own, ours))
        if known.taken:
            filled_in = list(own)
            for at in known.taken:
                filled_in[at] = other[at]
            own = tuple(filled_in)
        return own, b.timestamp[:10].join(known.sources)

    def _place(self, said: bytes) -> Values:
        known = self._places.get(said)
        return known if known is not None else _remembered(self._places, said, _where(said))

    def _network(self, said: str | None) -> int:
        if not said:
            return 0
        known = self._networks.get(said)
        return known if known is not None else _remembered(self._networks, said, shodan.asn(said))


def _remembered(among: dict[Key, Value], key: Key, value: Value) -> Value:
    if len(among) >= REMEMBERED:
        among.clear()
    among[key] = value
    return value


def _where(said: bytes) -> Values:
    w = (_place(said) if said else None) or Where()
    latitude, longitude = shodan.degrees(w.latitude, w.longitude)
    return (
        shodan.country(w.country_code or ""), w.country_name or "", w.region_code or "", w.city or "",
        w.postal_code or "", latitude, longitude,
    )  # fmt: skip


def _cloud(c: Cloud) -> tuple[str, str, str]:
    return c.provider or "", c.region or "", c.service or ""


def _pattern(own: Values, ours: Location) -> _Pattern:
    said = shodan.place(*own, _DAY)
    place = filled(said, ours)
    taken = tuple(
        at for at, value in enumerate(_fields(place)) if said is NOWHERE or value != getattr(said, FIELDS[at])
    )
    return _Pattern(said=ours.sources, taken=taken, sources=_around(place, len(said.sources)))


def _around(place: Location, own: int) -> tuple[str, ...]:
    """The first `own` of its sources are the line's."""
    if not place.sources:
        return ("",)
    texts = [msgspec.json.encode(one).decode() for one in place.sources]
    # Each of the line's ends in its day, which is empty here: `""]`.
    parts = [[text[: -len('"]')], '"]'] for text in texts[:own]]
    pieces = ["["]
    for first, last in parts:
        pieces[-1] += first
        pieces.append(f"{last},")
    pieces[-1] = f"{pieces[-1]}{','.join(texts[own:])}".rstrip(",") + "]"
    return tuple(pieces)
