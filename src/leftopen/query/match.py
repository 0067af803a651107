"""Evaluates a search on one observation in memory; `store.search.where` is the same in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.model.observation import Observation
from leftopen.query.columns.columns import Columns, columns
from leftopen.query.fields.field import Field, Kind, Table
from leftopen.query.geo import holds_place
from leftopen.query.nodes import All, Any, Box, Circle, Node, Not, Range, Term, Text, Value, Word
from leftopen.query.normalize import fold, holds_pieces, tokens

Extra = Mapping[str, Sequence[str | int]]
NOTHING: Extra = {}


def match(node: Node, o: Observation, extra: Extra = NOTHING) -> bool:
    """`extra` gives, by field name, the values of fields in other tables (`exposure`, `severity` as its rank,
    `open_for` in microseconds …); a missing field matches nothing."""
    return matches(node, columns(o), extra)


def matches(node: Node, held: Columns, extra: Extra = NOTHING) -> bool:
    """The same for columns that were built before: many searches, one row."""
    if isinstance(node, Word):
        return _word(node, held["data"])
    if isinstance(node, Term):
        return _term(node, held, extra)
    if isinstance(node, Not):
        return not matches(node.node, held, extra)
    if isinstance(node, All):
        return all(matches(part, held, extra) for part in node.nodes)
    if isinstance(node, Any):
        return any(matches(part, held, extra) for part in node.nodes)
    raise TypeError(node)


def _word(node: Word, data: str) -> bool:
    return set(node.tokens) <= set(tokens(data)) and node.text in fold(data)


def _term(node: Term, held: Columns, extra: Extra) -> bool:
    if node.field.kind is Kind.GEO:
        return any(_place(value, held) for value in node.values)
    found = _held(node.field, held, extra)
    return any(_value(node.field, value, item) for item in found for value in node.values)


def _place(value: Value, held: Columns) -> bool:
    latitude, longitude = held["latitude"], held["longitude"]
    return (
        isinstance(value, Circle | Box)
        and latitude is not None
        and longitude is not None
        and holds_place(value, latitude, longitude)
    )


def _held(field: Field, columns: Columns, extra: Extra) -> Sequence[str | int]:
    beside = field.home is not Table.OBSERVATIONS
    if field.rare:
        values: Sequence[str] = columns["more"].get(field.name, ())
        return [int(value) for value in values if _whole(value)] if field.kind is Kind.NUMBER else values
    held: list[str | int] = [*extra.get(field.name, ())] if beside else []
    for column in field.columns[beside:]:
        value = columns[column]
        if isinstance(value, str | int):
            held.append(value)
        else:
            held.extend(value)
    return held


def _whole(text: str) -> bool:
    """As the engine distinguishes a number from a text."""
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) < 19


def _value(field: Field, value: Value, item: str | int) -> bool:
    if isinstance(value, Range):
        return isinstance(item, int) and value.holds(item)
    return (
        isinstance(item, str) and item != "" and isinstance(value, Text) and _text(field, value, fold(item))
    )


def _text(field: Field, value: Text, item: str) -> bool:
    if field.kind is Kind.PREFIX:
        return holds_pieces(item, (*value.pieces, ""), whole=True)
    return holds_pieces(item, value.pieces, whole=field.kind not in (Kind.CONTAINS, Kind.CPE))
