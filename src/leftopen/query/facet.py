"""The values of a facet in memory; `store.search.facet_sql.facet_expression` is the same in SQL."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leftopen.errors import BadQuery
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.query.columns.columns import V4, columns
from leftopen.query.fields.field import Field, Kind, Table
from leftopen.query.fields.fields import ALIASES, FACETS, suggest_facet
from leftopen.query.lexer import excerpt
from leftopen.query.match import NOTHING, Extra

NOBODY: Mapping[str, Extra] = {}


def facet_field(name: str, at: int | None = None) -> Field:
    """Raises BadQuery that names the nearest facet; `at` is the name's position."""
    low = name.strip().lower()
    field = FACETS.get(ALIASES.get(low, low))
    if field is None:
        near = suggest_facet(low)
        hint = f"did you mean {near}?" if near else "examples: port, product, module"
        raise BadQuery(f"unknown facet {excerpt(name)}; {hint}", at)
    return field


def facet(field: Field, rows: Iterable[Observation], extras: Mapping[str, Extra] = NOBODY) -> Counter[str]:
    """The number of rows with each value, as it is printed. `extras`, by id, as `match` takes them."""
    counted: Counter[str] = Counter()
    for o in rows:
        counted.update(set(values(field, o, extras.get(o.id, NOTHING))))
    return counted


def values(field: Field, o: Observation, extra: Extra = NOTHING) -> Sequence[str]:
    """The values of one observation, as they are printed."""
    held = columns(o)
    if field.home is not Table.OBSERVATIONS:
        own = (str(held[column]) for column in field.columns[1:] if held[column])
        return [*(_beside(field, value) for value in extra.get(field.name, ())), *own]
    found: Any = held["more"].get(field.name, ()) if field.rare else held[field.columns[0]]
    found = [found] if isinstance(found, str | int) else found
    return [text for value in found if (text := _printed(field, value))]


def _beside(field: Field, value: str | int) -> str:
    words = {severity.rank: severity.value for severity in Severity}
    return words[value] if field.kind is Kind.LEVEL and isinstance(value, int) else str(value)


def _printed(field: Field, value: str | int) -> str:
    if isinstance(value, str):
        return "" if field.name == "ssl.version" and value.startswith("-") else value
    if field.kind is Kind.ASN:
        return f"AS{value}"
    if field.kind is Kind.YES:
        return "true" if value else "false"
    if field.kind is Kind.NET:
        return _address(value)
    return str(value)


def _address(number: int) -> str:
    if number in V4:
        return str(ipaddress.IPv4Address(number - V4.start))
    return str(ipaddress.IPv6Address(number))
