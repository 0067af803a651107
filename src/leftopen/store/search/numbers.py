"""Numbers, addresses, times and locations as SQL. All values were parsed as numbers, so that none is a user's
text; written literally, a list of 500 networks does not exceed the length of a request's URL."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.query.fields.field import Field, Kind
from leftopen.query.geo import reach
from leftopen.query.nodes import Box, Circle, Range, Value

FEW = 8
"""Up to this many networks are compared one by one; more are looked up in a set for each prefix length."""
ALL_BITS = 2**128 - 1


def tests(f: Field, item: str, values: Sequence[Value]) -> list[str]:
    """Conditions of which one must hold."""
    places = [value for value in values if isinstance(value, Circle | Box)]
    ranges = [value for value in values if isinstance(value, Range)]
    if f.kind is Kind.NET:
        return _networks(item, ranges)
    same = sorted({value.low for value in ranges if value.low is not None and value.low == value.high})
    wider = [value for value in ranges if value.low is None or value.low != value.high]
    made = [_place(place) for place in places] + [_between(f, item, value) for value in wider]
    if f.kind is Kind.YES:
        return [*made, *(f"{item} = {number}" for number in same)]
    return [*made, f"{item} IN ({', '.join(_literal(f, n) for n in same)})"] if same else made


def _between(f: Field, item: str, value: Range) -> str:
    parts = []
    if value.low is not None:
        parts.append(f"{item} >= {_literal(f, value.low)}")
    if value.high is not None:
        parts.append(f"{item} <= {_literal(f, value.high)}")
    return f"({' AND '.join(parts) or '1 = 1'})"


def _literal(f: Field, number: int) -> str:
    if f.kind is Kind.NET:
        return f"toIPv6('{_groups(number)}')"
    if f.kind is Kind.ID:
        return f"toUInt128('{number}')"
    if f.kind in (Kind.BEFORE, Kind.AFTER, Kind.DAY):
        return f"fromUnixTimestamp64Micro(toInt64({number}), 'UTC')"
    return f"toInt64({number})"


def _groups(number: int) -> str:
    return ":".join(f"{number >> shift & 0xFFFF:x}" for shift in range(112, -1, -16))


def _networks(item: str, ranges: list[Range]) -> list[str]:
    by_length: dict[int, set[int]] = {}
    for value in ranges:
        low, high = value.low or 0, ALL_BITS if value.high is None else value.high
        by_length.setdefault(128 - (high - low).bit_length(), set()).add(low)
    made = []
    for length, lows in sorted(by_length.items()):
        if length == 128:
            made.append(f"{item} IN ({_listed(lows)})")
        elif len(lows) <= FEW:
            made += [_network(item, low, length) for low in sorted(lows)]
        else:
            made.append(f"tupleElement(IPv6CIDRToRange({item}, {length}), 1) IN ({_listed(lows)})")
    return made


def _network(item: str, low: int, length: int) -> str:
    high = low | ((1 << (128 - length)) - 1)
    return f"({item} >= toIPv6('{_groups(low)}') AND {item} <= toIPv6('{_groups(high)}'))"


def _listed(lows: set[int]) -> str:
    return ", ".join(f"toIPv6('{_groups(low)}')" for low in sorted(lows))


def _place(value: Circle | Box) -> str:
    """The formula of `query.geo`. An unknown location is NaN, which no comparison matches."""
    if isinstance(value, Circle):
        return _circle(value)
    tall = f"latitude >= {value.south!r} AND latitude <= {value.north!r}"
    both = "AND" if value.west <= value.east else "OR"
    wide = f"(longitude >= {value.west!r} {both} longitude <= {value.east!r})"
    return f"({tall} AND {wide})"


def _circle(value: Circle) -> str:
    up = f"sin(radians(toFloat64(latitude) - ({value.latitude!r})) / 2)"
    along = f"sin(radians(toFloat64(longitude) - ({value.longitude!r})) / 2)"
    shrunk = f"cos(radians({value.latitude!r})) * cos(radians(toFloat64(latitude)))"
    return f"({up} * {up} + {shrunk} * {along} * {along} <= {reach(value)!r})"
