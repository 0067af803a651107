"""Coerces a banner's values to what columns hold, each cut to a limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from leftopen.model.facts import Json

Flat = dict[str, Any]
SHORT = 1000
LONG = 262_144
MOST = 100
ITEM = 256
"""The longest text in a list."""
INT32 = range(-(2**31), 2**31)
INT64 = range(-(2**63) + 1, 2**63 - 1)


def text(value: Json, longest: int = SHORT) -> str:
    """'' for anything that is no text."""
    return value[:longest] if isinstance(value, str) else ""


def int32(value: Json) -> int:
    return value if type(value) is int and value in INT32 else 0


def number(value: Json) -> int:
    """A number, also one written as text; 0 for anything else."""
    if type(value) is int:
        return value if value in INT64 else 0
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 19:
        return int(value)
    return 0


def texts(value: Json) -> list[str]:
    """The texts of a list, each once."""
    if not isinstance(value, list | tuple):
        return []
    found = [item[:ITEM] for item in value[:MOST] if isinstance(item, str) and item]
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def item_names(value: Json) -> list[str]:
    """The names of an object, or the texts of a list."""
    if not isinstance(value, Mapping):
        return texts(value)
    names: list[Json] = [*islice(value, MOST)]
    return texts(names)


def vulnerable(block: Json) -> list[str]:
    """Shodan's `vulns`, by CVE id or a list of them; `!` before one: tested, and not vulnerable."""
    return [name for name in item_names(block) if not name.startswith("!")]


def more(flat: Flat, name: str, values: Iterable[Json]) -> None:
    """Adds the storable values to the column of the rare fields: texts, numbers, true and false."""
    found = [shown for value in list(values)[:MOST] if (shown := _shown(value))]
    if found:
        flat["more"][name] = list(dict.fromkeys(found)) if len(found) > 1 else found


def _shown(value: Json) -> str:
    if isinstance(value, str):
        return value[:ITEM]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) and value in INT64 else ""
