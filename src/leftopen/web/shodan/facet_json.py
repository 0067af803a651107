"""Facets in Shodan's JSON form. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.model.facts import Json


def counted(values: Iterable[tuple[str, int]]) -> list[Json]:
    return [{"count": number, "value": _value(value)} for value, number in values]


def _value(text: str) -> Json:
    """Whole numbers as numbers, as Shodan gives ports and hashes."""
    bare = text.removeprefix("-")
    plain = bare.isascii() and bare.isdigit() and len(bare) < 16 and (bare == "0" or bare[0] != "0")
    return int(text) if plain else text
