"""What a letter to affected people says by what was found and by country, from `letter_texts.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from leftopen.impact.respond.examined import FoundKind
from leftopen.model.category import Category
from leftopen.model.packaged import read_toml
from leftopen.translate import N_, Message

OF_PEOPLE = (
    *(Category.IDENTITY, Category.PERSON, Category.HEALTH, Category.FINANCE),
    *(Category.CREDENTIAL, Category.FORM, Category.LOCATION),
)
"""What a letter lists. Markings, contract numbers and machine addresses are not a person's data."""


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the head of the file."""

    text: str
    kinds: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    without: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    law: str = ""

    @property
    def message(self) -> Message:
        return N_(self.text)

    def of(self, kinds: Sequence[FoundKind]) -> list[FoundKind]:
        """Those of the kinds that it is said of."""
        return [
            one
            for one in kinds
            if one.name in self.kinds or (one.category in self.categories and one.name not in self.without)
        ]


class Texts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    areas: dict[str, tuple[str, ...]]
    left_out: tuple[str, ...]
    names: tuple[Row, ...]
    consequences: tuple[Row, ...]
    advice: tuple[Row, ...]
    boxes: tuple[Row, ...]
    harms: tuple[Row, ...]
    authorities: tuple[Row, ...]


@cache
def texts() -> Texts:
    """Raises msgspec.ValidationError for a file of another shape."""
    return msgspec.convert(read_toml("leftopen.impact.respond", "letter_texts"), Texts)


def is_in(country: str, places: Sequence[str]) -> bool:
    """Is the country one of these, or in one of these areas? Nowhere without a country."""
    areas = texts().areas
    return any(country == one or (one in areas and is_in(country, areas[one])) for one in places)


def rows_for(
    table: Sequence[Row], kinds: Sequence[FoundKind], country: str
) -> Iterator[tuple[Row, list[FoundKind]]]:
    """The rows that are said, each with the kinds that it is said of."""
    for row in table:
        found = row.of(kinds)
        there = not row.countries or is_in(country, row.countries)
        if there and not is_in(country, row.elsewhere) and (found or not (row.kinds or row.categories)):
            yield row, found


def authority(country: str) -> Row | None:
    """With whom people complain; None where no law of that country is known here."""
    return next((row for row in texts().authorities if is_in(country, row.countries)), None)


def of_people(kinds: Sequence[FoundKind]) -> list[FoundKind]:
    """The kinds that a letter speaks of, by category."""
    found = [one for one in kinds if one.category in OF_PEOPLE and one.name not in texts().left_out]
    return sorted(found, key=lambda one: OF_PEOPLE.index(one.category))


def names(kinds: Sequence[FoundKind]) -> list[tuple[Message, list[FoundKind]]]:
    """What a letter calls these kinds: several may have one name."""
    found: dict[str, tuple[Message, list[FoundKind]]] = {}
    for kind in kinds:
        row = next((row for row in texts().names if kind.name in row.kinds), None)
        name = row.message if row else kind.label
        found.setdefault(name.id, (name, []))[1].append(kind)
    return list(found.values())
