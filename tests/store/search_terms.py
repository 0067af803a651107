"""Terms of every field with values made at random: of what the rows hold, of what lies just beside it, and of
neither."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from random import Random

from leftopen.errors import BadQuery
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.query.columns.columns import columns
from leftopen.query.fields.field import Field, Kind, Table
from leftopen.query.fields.fields import FIELDS
from leftopen.query.match import Extra
from leftopen.query.parse import parse
from tests.store.samples import NOON

Held = Mapping[str, Sequence[str]]
Make = Callable[[Random, Field, Sequence[str]], str]
BOUNDS = ("", "", "", ">", ">=", "<", "<=")
NETS = ("192.0.2.0", "192.0.2.200", "198.51.100.1", "2001:db8::1", "::1", "203.0.113.9")
LISTED = 8
"""One value in so many is followed by another, after a comma."""


def held(rows: Sequence[Observation], extras: Mapping[str, Extra]) -> Held:
    """By field what some row has of it, as text; and their banners, as `data`."""
    found: dict[str, set[str]] = {name: set() for name in FIELDS} | {"data": {o.data for o in rows}}
    for o in rows:
        has, extra = columns(o), extras.get(o.id, {})
        for field in FIELDS.values():
            found[field.name].update(str(value) for value in _of(field, has, extra))
    return {name: sorted(values) or ["none"] for name, values in found.items()}


def _of(field: Field, has: Mapping[str, object], extra: Extra) -> Sequence[object]:
    if field.home is not Table.OBSERVATIONS:
        return extra.get(field.name, ())
    more = has["more"]
    assert isinstance(more, Mapping)
    given = [more.get(field.name, ())] if field.rare else [has.get(column, ()) for column in field.columns]
    return [one for value in given for one in (value if isinstance(value, list | tuple) else (value,))]


def term(chance: Random, field: Field, known: Held) -> str:
    """One that can be read: what no service can have (`port:-1`) is none."""
    while True:
        made = _term(chance, field, known)
        with suppress(BadQuery):
            parse(made)
            return made


def _term(chance: Random, field: Field, known: Held) -> str:
    make = _MAKE.get(field.kind, _text)
    values = [make(chance, field, known[field.name])]
    while field.kind is not Kind.GEO and chance.randrange(LISTED) == 0:
        values.append(make(chance, field, known[field.name]))
    return f"{field.name}:{_quoted(chance, ','.join(values))}"


def phrase(chance: Random, known: Held) -> str:
    """A piece of a banner, between quotation marks, or one word of it."""
    text = chance.choice(known["data"])
    begin = chance.randrange(len(text) + 1)
    piece = _case(chance, text[begin : begin + chance.randrange(1, 16)])
    word = "".join(c for c in piece if c.isalnum())
    if word and chance.random() < 0.4:
        return word
    escaped = piece.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _quoted(chance: Random, value: str) -> str:
    """Inside quotation marks where it must be, and sometimes where it need not."""
    if chance.random() < 0.2 or not value or any(c.isspace() or c in '()"' for c in value):
        return f'"{value}"'
    return value


def _case(chance: Random, text: str) -> str:
    return chance.choice((text, text, text.upper(), text.lower(), text.swapcase()))


def _text(chance: Random, field: Field, known: Sequence[str]) -> str:
    whole = chance.choice(known)
    begin = chance.randrange(len(whole) + 1)
    piece = whole[begin : begin + chance.randrange(1, 12)] if chance.random() < 0.6 else whole[:60]
    piece = _case(chance, piece) if piece.strip("\0 \r\n\t") else "x"
    escaped = "".join(f"\\{c}" if c in '\\",*' else c for c in piece)
    if field.kind is Kind.PREFIX:
        return escaped
    return chance.choice((escaped, escaped, f"*{escaped}", f"{escaped}*", f"*{escaped}*", _starred(escaped)))


def _starred(text: str) -> str:
    middle = len(text) // 2
    safe = middle if not text[:middle].endswith("\\") else middle - 1
    return f"{text[:safe]}*{text[safe:]}"


def _number(chance: Random, field: Field, known: Sequence[str]) -> str:
    near = int(chance.choice(known)) if known[0].lstrip("-").isdigit() else 0
    low = near + chance.choice((0, 0, 0, 1, -1, chance.randrange(-100, 100)))
    if chance.randrange(4) == 0:
        return f"{low}-{low + chance.randrange(50)}"
    return f"{chance.choice(BOUNDS)}{low}"


def _asn(chance: Random, field: Field, known: Sequence[str]) -> str:
    return f"{chance.choice(('', 'AS', 'as'))}{chance.choice((64500, 64501, 64502, 64503))}"


def _serial(chance: Random, field: Field, known: Sequence[str]) -> str:
    number = abs(int(chance.choice(known))) if known[0].lstrip("-").isdigit() else 1
    return chance.choice((str(number), hex(number), f"{number:x}", f"0{number}"))


def _net(chance: Random, field: Field, known: Sequence[str]) -> str:
    address = ipaddress.ip_address(chance.choice(NETS))
    if chance.randrange(3) == 0:
        return chance.choice((str(address), "::ffff:192.0.2.7"))
    return f"{address}/{chance.randrange(address.max_prefixlen + 1)}"


def _geo(chance: Random, field: Field, known: Sequence[str]) -> str:
    latitude, longitude = 52.35 + chance.uniform(-3, 3), 4.89 + chance.uniform(-5, 45)
    if chance.random() < 0.5:
        return f"{latitude:.3f},{longitude:.3f},{chance.randrange(1, 2500)}"
    return f"{latitude + 4:.2f},{longitude - 5:.2f},{latitude - 4:.2f},{longitude + chance.randrange(30):.2f}"


def _day(chance: Random, field: Field, known: Sequence[str]) -> str:
    day = NOON + timedelta(days=chance.randrange(-35, 12))
    text = chance.choice((f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day.day}/{day.month}/{day.year}"))
    return f"{chance.choice(BOUNDS)}{text}" if field.kind is Kind.DAY else text


def _yes(chance: Random, field: Field, known: Sequence[str]) -> str:
    return chance.choice(("yes", "no", "true", "false", "1", "0", "TRUE"))


def _word(chance: Random, field: Field, known: Sequence[str]) -> str:
    return _case(chance, chance.choice(field.words))


def _level(chance: Random, field: Field, known: Sequence[str]) -> str:
    return f"{chance.choice(BOUNDS)}{chance.choice(list(Severity)).value}"


def _bytes(chance: Random, field: Field, known: Sequence[str]) -> str:
    sizes = ("3GB", "2.999GB", "3.001gb", "1KB", "0", "4TB", "3000000000")
    return f"{chance.choice(BOUNDS)}{chance.choice(sizes)}"


def _span(chance: Random, field: Field, known: Sequence[str]) -> str:
    return f"{chance.choice(BOUNDS)}{chance.choice(('8d', '7d', '9d', '30d', '192h', '1w', '0s'))}"


def _id(chance: Random, field: Field, known: Sequence[str]) -> str:
    return f"{int(chance.choice(known)):032x}"[: chance.randrange(1, 8)]


_MAKE: Mapping[Kind, Make] = {
    Kind.NUMBER: _number, Kind.ASN: _asn, Kind.SERIAL: _serial, Kind.NET: _net, Kind.GEO: _geo,
    Kind.BEFORE: _day, Kind.AFTER: _day, Kind.DAY: _day, Kind.YES: _yes, Kind.CHOICE: _word,
    Kind.LEVEL: _level, Kind.BYTES: _bytes, Kind.SPAN: _span, Kind.ID: _id,
}  # fmt: skip
