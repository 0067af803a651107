"""Does this observation answer the search? In memory; `store.search` asks the engine the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.model.observation import Observation
from leftopen.query.fields import Field, Home, Kind
from leftopen.query.flatten import flatten
from leftopen.query.nodes import All, Any, Node, Not, Range, Term, Text, Value, Word
from leftopen.query.text import fold, holds_pieces, tokens
from leftopen.query.values import micros

Extra = Mapping[str, Sequence[str | int]]
NOTHING: Extra = {}


def match(node: Node, o: Observation, extra: Extra = NOTHING) -> bool:
    """`extra` gives, by field name, the values of fields that live in other tables (`exposure`, `severity` as
    its rank …); a field that it leaves out matches nothing."""
    return _match(node, o, _columns(o), extra)


Columns = Mapping[str, str | int | Sequence[str]]


def _columns(o: Observation) -> Columns:
    e = o.endpoint
    plain: dict[str, str | int | Sequence[str]] = {
        "id": o.id, "service": o.service, "scan": o.scan, "realm": e.realm, "port": e.port,
        "address": int.from_bytes(e.address.packed), "transport": e.transport, "name": e.name,
        "module": o.module, "product": o.product, "version": o.version, "info": o.info,
        "identity": o.identity, "tls": int(o.tls), "hash": o.hash, "hostnames": o.hostnames, "cpe": o.cpe,
        "tags": o.tags, "place": o.vantage.place.value, "vantage": o.vantage.name,
        "timestamp": micros(o.timestamp),
    }  # fmt: skip
    return plain | flatten(o)


def _match(node: Node, o: Observation, columns: Columns, extra: Extra) -> bool:
    if isinstance(node, Word):
        return _word(node, o.data)
    if isinstance(node, Term):
        return _term(node, columns, extra)
    if isinstance(node, Not):
        return not _match(node.node, o, columns, extra)
    if isinstance(node, All):
        return all(_match(part, o, columns, extra) for part in node.nodes)
    if isinstance(node, Any):
        return any(_match(part, o, columns, extra) for part in node.nodes)
    raise TypeError(node)


def _word(node: Word, data: str) -> bool:
    return set(node.tokens) <= set(tokens(data)) and node.text in fold(data)


def _term(node: Term, columns: Columns, extra: Extra) -> bool:
    found = _held(node.field, columns, extra)
    return any(_value(node.field, value, item) for item in found for value in node.values)


def _held(field: Field, columns: Columns, extra: Extra) -> list[str | int]:
    if field.home is not Home.OBSERVATIONS:
        return list(extra.get(field.name, ()))
    held: list[str | int] = []
    for column in field.columns:
        value = columns[column]
        if isinstance(value, str | int):
            held.append(value)
        else:
            held.extend(value)
    return held


def _value(field: Field, value: Value, item: str | int) -> bool:
    if isinstance(value, Range):
        return isinstance(item, int) and value.holds(item)
    return isinstance(item, str) and _text(field, value, fold(item))


def _text(field: Field, value: Text, item: str) -> bool:
    if field.kind is Kind.PREFIX:
        return item.startswith(value.pieces[0])
    return holds_pieces(item, value.pieces, whole=field.kind is not Kind.CONTAINS)
