"""The value of a filter, by the field's kind."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from leftopen.errors import BadQuery
from leftopen.model.address import Address
from leftopen.model.severity import Severity
from leftopen.query.fields import Field, Kind
from leftopen.query.nodes import Range, Text, Value
from leftopen.query.scan import split, unescaped
from leftopen.query.text import fold

LARGEST = 2**63 - 1
MOST_PIECES = 9
_NUMBER = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_SPAN = re.compile(r"(-?[0-9]{1,19})-(-?[0-9]{1,19})", re.ASCII)
_BOUND = re.compile(r"(>=|<=|>|<)(.+)", re.DOTALL)
_BYTES = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,3}))?\s*([KMGTP]?)B?", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(field: Field, text: str, at: int) -> Value:
    """`text` still has its backslashes. Raises BadQuery at `at`."""
    if not text:
        raise BadQuery(f"{field.name}: has an empty value between its commas", at)
    if field.kind in (Kind.CONTAINS, Kind.IS, Kind.PREFIX):
        return _text(field, text, at)
    value = _READ[field.kind](field, unescaped(text))
    if value is None:
        raise BadQuery(f"{field.name}:{unescaped(text)} can't be read: it takes {_takes(field)}", at)
    return value


def _takes(field: Field) -> str:
    if field.words:
        return "one of " + ", ".join(field.words)
    return _WORDS[field.kind]


_WORDS = {
    Kind.NUMBER: "a number, 80-90 or >1024",
    Kind.BYTES: "a size such as >1GB",
    Kind.BEFORE: "a day as dd/mm/yyyy",
    Kind.AFTER: "a day as dd/mm/yyyy",
    Kind.NET: "an address or a range such as 192.0.2.0/24",
    Kind.YES: "yes or no",
}


def _text(field: Field, text: str, at: int) -> Text:
    pieces = tuple(fold(unescaped(piece)) for piece in split(text, "*"))
    if len(pieces) > MOST_PIECES:
        raise BadQuery(f"{field.name}: takes at most {MOST_PIECES - 1} asterisks", at)
    if field.kind is Kind.PREFIX and len(pieces) > 1:
        raise BadQuery(f"{field.name}: takes the beginning of an id, without asterisks", at)
    return Text(pieces=pieces)


def _bounded(text: str, read: Callable[[str], int | None]) -> Range | None:
    """`>x`, `>=x`, `<x`, `<=x`, `x`."""
    bound = _BOUND.fullmatch(text)
    number = read(bound[2] if bound else text)
    if number is None:
        return None
    sign = bound[1] if bound else "="
    return {
        "=": Range(low=number, high=number),
        ">": Range(low=number + 1, high=None),
        ">=": Range(low=number, high=None),
        "<": Range(low=None, high=number - 1),
        "<=": Range(low=None, high=number),
    }[sign]


def _number(field: Field, text: str) -> Range | None:
    span = _SPAN.fullmatch(text)
    if span:
        return Range(low=_clamped(span[1]), high=_clamped(span[2]))
    return _bounded(text, lambda part: _clamped(part) if _NUMBER.fullmatch(part) else None)


def _clamped(text: str) -> int:
    return max(-LARGEST + 1, min(int(text), LARGEST - 1))


def _bytes(field: Field, text: str) -> Range | None:
    def count(part: str) -> int | None:
        found = _BYTES.fullmatch(part)
        if not found:
            return None
        unit: int = 1000 ** " KMGTP".index(found[3].upper() or " ")
        return min(int(found[1]) * unit + int((found[2] or "0").ljust(3, "0")) * unit // 1000, LARGEST - 1)

    return _bounded(text, count)


def _before(field: Field, text: str) -> Range | None:
    day = _day(text)
    return None if day is None else Range(low=None, high=day - 1)


def _after(field: Field, text: str) -> Range | None:
    day = _day(text)
    return None if day is None else Range(low=day, high=None)


def _day(text: str) -> int | None:
    """Microseconds of the day's begin, UTC; as ISO too."""
    day, iso = _DAY.fullmatch(text), _ISO.fullmatch(text)
    try:
        if day:
            return micros(datetime(int(day[3]), int(day[2]), int(day[1]), tzinfo=UTC))
        if iso:
            return micros(datetime(int(iso[1]), int(iso[2]), int(iso[3]), tzinfo=UTC))
    except ValueError:
        return None
    return None


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _net(field: Field, text: str) -> Range | None:
    address, slash, length = text.partition("/")
    try:
        first = Address.parse(address)
        if not slash:
            number = int.from_bytes(first.packed)
            return Range(low=number, high=number)
        net = ipaddress.ip_network(f"{first.ip}/{length}", strict=False)
    except ValueError:
        return None
    ends = (Address.from_ip(net.network_address), Address.from_ip(net.broadcast_address))
    return Range(low=int.from_bytes(ends[0].packed), high=int.from_bytes(ends[1].packed))


def _yes(field: Field, text: str) -> Range | None:
    number = {"yes": 1, "true": 1, "no": 0, "false": 0}.get(text.lower())
    return None if number is None else Range(low=number, high=number)


def _choice(field: Field, text: str) -> Text | None:
    return Text(pieces=(text.lower(),)) if text.lower() in field.words else None


def _level(field: Field, text: str) -> Range | None:
    return _bounded(text.lower(), lambda word: Severity(word).rank if word in field.words else None)


_READ: dict[Kind, Callable[[Field, str], Value | None]] = {
    Kind.NUMBER: _number,
    Kind.BYTES: _bytes,
    Kind.BEFORE: _before,
    Kind.AFTER: _after,
    Kind.NET: _net,
    Kind.YES: _yes,
    Kind.CHOICE: _choice,
    Kind.LEVEL: _level,
}
