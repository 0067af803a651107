"""Writes the tree of a search as text that is read as the same tree."""

from __future__ import annotations

import ipaddress

from leftopen.model.severity import Severity
from leftopen.query.fields.field import Kind
from leftopen.query.nodes import All, Any, Node, Not, Range, Term, Text, Value, Word
from leftopen.query.quoting import escape_text

NUMBERS = (Kind.NUMBER, Kind.ASN, Kind.BYTES)
V4 = 0xFFFF << 32


def printed(node: Node) -> str:
    """Of kinds of fields that compare days, durations, places and IDs there is no form: KeyError."""
    if isinstance(node, Word):
        return f'"{escape_text(node.text or " ".join(node.tokens))}"'
    if isinstance(node, Not):
        return f"-{printed(node.node)}"
    if isinstance(node, Any):
        return f"({' OR '.join(map(printed, node.nodes))})"
    if isinstance(node, All):
        return f"({' '.join(map(printed, node.nodes))})" if node.nodes else "*"
    return f"{node.field.name}:{','.join(_value(node, value) for value in node.values)}"


def _value(term: Term, value: Value) -> str:
    if isinstance(value, Text):
        return "*".join(f'"{escape_text(piece)}"' if piece else "" for piece in value.pieces) or '""'
    assert isinstance(value, Range), value
    if term.field.kind in NUMBERS:
        return _number(value.low, value.high)
    if term.field.kind is Kind.NET:
        return _network(value)
    if term.field.kind is Kind.YES:
        return "yes" if value.low else "no"
    if term.field.kind is Kind.LEVEL:
        return _level(value)
    raise KeyError(term.field.kind)


def _number(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return f"<={high}" if low is None else f">={low}"
    return str(low) if low == high else f"{low}-{high}"


def _network(value: Range) -> str:
    assert value.low is not None
    assert value.high is not None
    bits = 128 - (value.high - value.low).bit_length()
    if value.low >> 32 == V4 >> 32:
        return f"{ipaddress.IPv4Address(value.low - V4)}/{bits - 96}"
    return f"{ipaddress.IPv6Address(value.low)}/{bits}"


def _level(value: Range) -> str:
    by_rank = {severity.rank: severity.value for severity in Severity}
    if value.low == value.high:
        return by_rank[value.low or 0]
    return f">={by_rank[value.low]}" if value.low is not None else f"<={by_rank[value.high or 0]}"
