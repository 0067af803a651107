"""Reads the value of a filter by the field's kind."""

from __future__ import annotations

import re
from collections.abc import Callable

from leftopen.errors import BadQuery
from leftopen.model.severity import Severity
from leftopen.query.days import after, before, on_day
from leftopen.query.days import micros as micros
from leftopen.query.fields.field import Field, Kind
from leftopen.query.lexer import excerpt, split, unescape
from leftopen.query.networks import net, whole
from leftopen.query.nodes import Box, Circle, Range, Text, Value
from leftopen.query.normalize import fold

LARGEST = 2**63 - 1
MOST_PIECES = 9
_NUMBER = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_SPAN = re.compile(r"(-?[0-9]{1,19})-(-?[0-9]{1,19})", re.ASCII)
_BOUND = re.compile(r"(>=|<=|>|<)(.+)", re.DOTALL)
_NETWORK = re.compile(r"(^|[<>=-])AS(?=[0-9])", re.ASCII | re.IGNORECASE)
_BYTES = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,3}))?\s*([KMGTP]?)B?", re.ASCII | re.IGNORECASE)
_SPELL = re.compile(r"([0-9]{1,6})([smhdw])", re.ASCII | re.IGNORECASE)
_DEGREES = re.compile(r"-?[0-9]{1,5}(?:\.[0-9]{1,9})?", re.ASCII)
_HEX = re.compile(r"0x[0-9a-f]{1,512}|[0-9a-f]{2}(?::[0-9a-f]{2}){1,63}|[0-9a-f]{1,512}", re.ASCII)
_DIGITS = re.compile(r"-?[0-9]{1,600}", re.ASCII)
_ID = re.compile(r"[0-9a-f]{1,32}", re.ASCII)
# Both forms of a name end alike: the prefix is removed, and parts that mean "any".
_CPE = re.compile(r"^cpe:(?:/|2\.3:)|(?::\\?\*)+$", re.IGNORECASE)
_CVES = frozenset(["vuln", "vuln.verified"])
_CVE_NUMBER = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{4,12}", re.ASCII)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
NEAR_KM = 5.0
HIGHEST = {"port": 65_535, "asn": 2**32 - 1}


def read(field: Field, text: str, at: int) -> tuple[Value, ...]:
    """The parsed value. `text` still has its backslashes. Raises BadQuery at `at`."""
    if not text:
        raise BadQuery(f"{field.name}: empty value between commas", at)
    token = f"{field.name}:{excerpt(unescape(text))}"
    value = _value(field, text, at)
    if value is None:
        raise BadQuery(f"{token} is not valid: {_instead(field, text)}", at)
    if why := why_impossible(field, value):
        raise BadQuery(f"{token}: {why}", at)
    return (value,)


def _value(field: Field, text: str, at: int) -> Value | None:
    if field.kind in (Kind.CONTAINS, Kind.IS, Kind.PREFIX, Kind.CPE):
        return _text(field, text, at)
    return _READ[field.kind](field, unescape(text))


def _instead(field: Field, text: str) -> str:
    if field.kind is Kind.NET and (meant := whole(text)):
        return f"write {meant}"
    return f"use {_takes(field)}"


def _takes(field: Field) -> str:
    if field.words:
        return "one of " + ", ".join(field.words)
    return _WORDS[field.kind]


_WORDS = {
    Kind.NUMBER: "a number, 80-90 or >1024",
    Kind.BYTES: "a size such as >1GB",
    Kind.SPAN: "a duration such as >7d",
    Kind.BEFORE: "a day as dd/mm/yyyy or yyyy-mm-dd",
    Kind.AFTER: "a day as dd/mm/yyyy or yyyy-mm-dd",
    Kind.DAY: "a day as dd/mm/yyyy or yyyy-mm-dd, or one with > before it",
    Kind.ID: "the beginning of an ID, in hex",
    Kind.GEO: "latitude,longitude,km or north,west,south,east",
    Kind.ASN: "a number such as AS64500",
    Kind.SERIAL: "a number, decimal or hex",
    Kind.NET: "an address or a range such as 192.0.2.0/24",
    Kind.YES: "yes or no",
}


def _text(field: Field, text: str, at: int) -> Text:
    if field.kind is Kind.CPE:
        text = _CPE.sub("", text)
    pieces = tuple(fold(unescape(piece)) for piece in split(text, "*"))
    if field.name in _CVES and _CVE_NUMBER.fullmatch(text):
        raise BadQuery(f"{field.name}:{text} is not valid: write CVE-{text}", at)
    if len(pieces) > MOST_PIECES:
        raise BadQuery(f"{field.name}: at most {MOST_PIECES - 1} asterisks", at)
    if field.kind is Kind.PREFIX and len(pieces) > 1:
        raise BadQuery(f"{field.name}: use the beginning of an ID, without asterisks", at)
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


def _span(field: Field, text: str) -> Range | None:
    def count(part: str) -> int | None:
        found = _SPELL.fullmatch(part)
        return int(found[1]) * _UNITS[found[2].lower()] * 1_000_000 if found else None

    return _bounded(text, count)


def _geo(field: Field, text: str) -> Circle | Box | None:
    parts = [part.strip() for part in text.split(",")]
    if not 2 <= len(parts) <= 4 or not all(_DEGREES.fullmatch(part) for part in parts):
        return None
    given = [float(part) for part in parts]
    if abs(given[0]) > 90 or abs(given[1]) > 180:
        return None
    if len(given) < 4:
        km = given[2] if len(given) == 3 else NEAR_KM
        return Circle(latitude=given[0], longitude=given[1], km=km) if km > 0 else None
    if abs(given[2]) > 90 or abs(given[3]) > 180:
        return None
    return Box(north=max(given[0], given[2]), west=given[1], south=min(given[0], given[2]), east=given[3])


def _asn(field: Field, text: str) -> Range | None:
    return _number(field, _NETWORK.sub(r"\1", text))


def _serial(field: Field, text: str) -> Text | None:
    """In decimal, as it is stored; any size."""
    low = text.lower()
    if _DIGITS.fullmatch(low):
        return Text(pieces=(str(int(low)),))
    return Text(pieces=(str(int(low.replace(":", ""), 16)),)) if _HEX.fullmatch(low) else None


def _id(field: Field, text: str) -> Range | None:
    low = text.lower()
    if not _ID.fullmatch(low):
        return None
    return Range(low=int(low.ljust(32, "0"), 16), high=int(low.ljust(32, "f"), 16))


def _yes(field: Field, text: str) -> Value | None:
    number = {"yes": 1, "true": 1, "1": 1, "no": 0, "false": 0, "0": 0}.get(text.lower())
    if number is None:
        return None
    return Text(pieces=(("false", "true")[number],)) if field.rare else Range(low=number, high=number)


def _choice(field: Field, text: str) -> Text | None:
    return Text(pieces=(text.lower(),)) if text.lower() in field.words else None


def _level(field: Field, text: str) -> Range | None:
    return _bounded(text.lower(), lambda word: Severity(word).rank if word in field.words else None)


_READ: dict[Kind, Callable[[Field, str], Value | None]] = {
    Kind.NUMBER: _number,
    Kind.BYTES: _bytes,
    Kind.SPAN: _span,
    Kind.BEFORE: lambda field, text: before(text),
    Kind.AFTER: lambda field, text: after(text),
    Kind.DAY: lambda field, text: on_day(text),
    Kind.NET: lambda field, text: net(text),
    Kind.GEO: _geo,
    Kind.YES: _yes,
    Kind.CHOICE: _choice,
    Kind.LEVEL: _level,
    Kind.ASN: _asn,
    Kind.SERIAL: _serial,
    Kind.ID: _id,
}


def why_impossible(field: Field, value: Value) -> str:
    """Why no service can have that value of the field; '' where one might."""
    return (_empty(value) or _beyond(field, value)) if isinstance(value, Range) else ""


def _empty(value: Range) -> str:
    if value.low is None or value.high is None or value.low <= value.high:
        return ""
    return f"the range is reversed; did you mean {value.high}-{value.low}?"


def _beyond(field: Field, value: Range) -> str:
    most = HIGHEST.get(field.name)
    if most is None:
        return ""
    below, above = value.high is not None and value.high < 0, value.low is not None and value.low > most
    return f"must be between 0 and {most}" if below or above else ""
