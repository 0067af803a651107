"""The world map, rendered on the server, so that the browser needs no script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

SHADES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """With services. `path` in units of `WIDTH` × `HEIGHT`; `shade` is 1 to 5 by count."""

    code: str
    name: str
    path: str
    count: int
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """The counts that a shade stands for, of the countries on the map."""

    shade: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`countries`: those with services, the fewest first; the land under them is `world.svg`."""

    width: int
    height: int
    countries: Sequence[Country]

    @property
    def found(self) -> Sequence[Country]:
        """The most services first."""
        return sorted(self.countries, key=lambda one: (-one.count, one.name))

    @property
    def shades(self) -> Sequence[Shade]:
        counts: dict[int, list[int]] = {}
        for one in self.countries:
            counts.setdefault(one.shade, []).append(one.count)
        return [Shade(shade=shade, least=min(of), most=max(of)) for shade, of in sorted(counts.items())]


class _Outline(msgspec.Struct, frozen=True):
    name: str
    path: str


class _Drawn(msgspec.Struct, frozen=True):
    width: int
    height: int
    countries: dict[str, _Outline]


def world(counts: Mapping[str, int]) -> World:
    """`counts` by two-letter country code."""
    drawn = _drawn()
    shade = _shade(max(counts.values(), default=0))
    countries = [
        Country(
            code=code, name=one.name, path=one.path, count=counts[code], shade=shade(counts[code]),
        )
        for code, one in drawn.countries.items()
        if counts.get(code, 0)
    ]  # fmt: skip
    # The most services come last, so that their borders are drawn over their neighbours'.
    return World(width=drawn.width, height=drawn.height, countries=sorted(countries, key=lambda c: c.count))


def _shade(most: int) -> Callable[[int], int]:
    """By order of magnitude: one country with a million must not make all others look empty."""
    digits = max(1, most).bit_length()

    def of(count: int) -> int:
        return max(1, round(SHADES * count.bit_length() / digits))

    return of


@cache
def _drawn() -> _Drawn:
    raw = Path(__file__).with_name("world.json").read_bytes()
    return msgspec.json.decode(raw, type=_Drawn)
