"""Looks an address up in all sources at once."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from leftopen.model.address import MAPPED, Address
from leftopen.model.claims import KINDS
from leftopen.model.location import NOWHERE, Location
from leftopen.places import countries, file
from leftopen.places.table import SPECIAL, Source, Table

REMEMBERED = 131_072
"""Cached locations: there are far fewer of them than addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Reads its table once; later imports are seen by instances that are opened later. Thread-safe."""

    table: Table
    _known: dict[tuple[int, str], Location] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> Places:
        """`folder` need not exist. Raises StoreFailed for a damaged table."""
        return cls(table=file.load(folder))

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.table.sources

    def lookup(self, address: Address) -> Location:
        """NOWHERE for special addresses (private, loopback …) and where there is no claim."""
        packed = address.packed
        if packed.startswith(MAPPED):
            found = self.table.set4(int.from_bytes(packed[12:], "big"))
            text = "%d.%d.%d.%d" % (packed[12], packed[13], packed[14], packed[15])  # noqa: UP031 - twice as fast
        else:
            found = self.table.set6(int.from_bytes(packed[:8], "big"), int.from_bytes(packed[8:], "big"))
            text = packed.hex(":", 2)
        if found == SPECIAL:
            return NOWHERE
        key = (found, countries.code(text))
        known = self._known.get(key)
        return known if known is not None else self._remembered(key)

    def _remembered(self, key: tuple[int, str]) -> Location:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        made = self._known[key] = _location(self.table, *key)
        return made


def _location(table: Table, found: int, country: str) -> Location:
    """For each kind of claim only the newest source counts; of its layers a later one overrides."""
    claims = table.claims(found)
    speaks = {table.sources[source].claim: source for source, _, _ in claims}
    location: dict[str, Any] = {"country_code": country} if "country" not in speaks else {}
    for source, _, fields in claims:
        if speaks[table.sources[source].claim] == source:
            location.update(fields)
    code = location.get("country_code", "")
    location["country_name"] = countries.names().get(code, "")
    # A field that a row leaves out is no claim, so that the present fields determine the claims.
    named = [
        (claim, *_of(table.sources[one]))
        for kind, one in speaks.items()
        for claim, names in KINDS[kind].items()
        if any(location.get(name, "") != "" for name in names)
    ]
    # Interned: there are far fewer names than locations.
    location = {name: sys.intern(value) if type(value) is str else value for name, value in location.items()}
    return Location(**location, sources=_sources(tuple(named), bool(code) and "country" not in speaks))


def _of(source: Source) -> tuple[str, str]:
    return source.title, source.dated


@lru_cache(maxsize=1024)
def _sources(named: tuple[tuple[str, str, str], ...], by_registry: bool) -> tuple[tuple[str, str, str], ...]:
    """In the claims' order; one and the same object for all locations that have them."""
    assigned = (("country", countries.SOURCE, countries.table_date()),) if by_registry else ()
    return tuple(sorted((*named, *assigned)))
