"""Validates arguments of the Python API, whose callers may not use a type checker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeGuard

from leftopen.errors import BadAddress, BadQuery
from leftopen.query.facet_words import facet_words


def text(query: object) -> str:
    """A search query. Raises BadQuery for anything else."""
    if isinstance(query, str):
        return query
    raise BadQuery(f"query must be a string such as 'port:443', not {_kind(query)}")


def limit(most: object) -> int | None:
    """The limit of a search; None: no limit. Raises BadQuery."""
    if most is None or (_is_number(most) and most >= 0):
        return most
    raise BadQuery(f"limit must be a number (0 or more) or None for all, not {_shown(most)}")


def facets(names: object) -> list[tuple[str, int]]:
    """Field names with how many values each, from one name, a sequence or a mapping. Raises BadQuery."""
    if isinstance(names, str):
        return facet_words(names)
    if isinstance(names, Mapping):
        return [(_name(name), _values(name, number)) for name, number in names.items()]
    if not isinstance(names, Iterable):
        raise BadQuery(
            f"facets must be a list of field names such as ['port', 'country'], not {_kind(names)}"
        )
    return [one for name in names for one in facet_words(_name(name))]


def address(word: object) -> str:
    """An address as text. Raises BadAddress for any other type."""
    if isinstance(word, str):
        return word
    raise BadAddress(f"address must be a string such as '192.0.2.7', not {_kind(word)}")


def _name(name: object) -> str:
    if isinstance(name, str):
        return name
    raise BadQuery(f"facet must be a field name such as 'port', not {_kind(name)}")


def _values(name: object, number: object) -> int:
    if _is_number(number):
        return number
    raise BadQuery(f"{name}: the number of values must be a number, not {_shown(number)}")


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value: object) -> str:
    return str(value) if _is_number(value) else _kind(value)


def _kind(value: object) -> str:
    return "None" if value is None else type(value).__name__
