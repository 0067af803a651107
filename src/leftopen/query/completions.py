"""Completes a partly typed query: names of fields, values of a field, and the fields that have a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leftopen.query.fields.field import Field, Kind
from leftopen.query.fields.fields import FIELDS, found
from leftopen.query.quoting import escape_text, is_plain

MOST = 20
LAST_CHARACTERS = 300
MOST_OF_WORD = 8
"""Values that have the typed word: they come after the fields."""
SHORT, SHORT_HELP = 2, 4
_LAST = re.compile(r"(?:^|[\s(])([-!]?)([A-Za-z_][A-Za-z0-9_.]*)?(:[^\s()\"]*)?$")
_OPEN = re.compile(r'(?:^|[\s(])[-!]?([A-Za-z_][A-Za-z0-9_.]*):"((?:[^"\\]|\\.)*)$')
_QUOTES = re.compile(r'(?<!\\)"')

Known = Mapping[str, Sequence[str]]
NOTHING: Known = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """`text` replaces the last `replaces` characters; `field` and `value` say what it is, `value` as it is
    stored, or '' for the name of a field."""

    text: str
    help: str
    replaces: int
    field: str = ""
    value: str = ""


def completions(typed: str, known: Known = NOTHING) -> list[Completion]:
    """At most 20. `known`: this installation's values, by field name, the most frequent first."""
    opened = _OPEN.search(typed[-LAST_CHARACTERS:])
    if len(_QUOTES.findall(typed)) % 2:
        return _of_value(opened[1], opened[2], known, quote='"') if opened else []
    last = _LAST.search(typed[-LAST_CHARACTERS:])
    if last is None:
        return []
    name, value = last[2] or "", last[3]
    if value is not None:
        return _of_value(name, value[1:], known)
    made = {one.text: one for one in (*_names(name), *_of_word(name, known), *_meant(name))}
    return [*made.values()][:MOST]


def asked_field(typed: str) -> str:
    """The full name of the field whose value is being typed, or ''."""
    last = _OPEN.search(typed[-LAST_CHARACTERS:]) or _LAST.search(typed[-LAST_CHARACTERS:])
    if last is None or (last.re is _LAST and last[3] is None):
        return ""
    field = found((last[1] if last.re is _OPEN else last[2]) or "")
    return field.name if field else ""


def _names(word: str) -> list[Completion]:
    return [_name(field, word) for field in FIELDS.values() if _begins(field, word)]


def _meant(word: str) -> list[Completion]:
    """The fields whose help has the word."""
    low = word.lower()
    return [_name(f, word) for f in FIELDS.values() if len(low) >= SHORT_HELP and low in f.help.lower()]


def _name(field: Field, word: str) -> Completion:
    return Completion(text=f"{field.name}:", help=field.help, replaces=len(word), field=field.name)


def _of_word(word: str, known: Known) -> Iterator[Completion]:
    """Values that have the word, as filters."""
    if len(word) < SHORT:
        return
    pairs = [(name, value) for name, values in known.items() for value in matching_names(values, word)]
    for name, value in pairs[:MOST_OF_WORD]:
        text = f"{name}:{value if is_plain(value) else _quotes(escape_text(value))}"
        yield Completion(text=text, help=FIELDS[name].help, replaces=len(word), field=name, value=value)


def _of_value(name: str, typed: str, known: Known, quote: str = "") -> list[Completion]:
    """`typed` may be a list: its last value is completed, and quotation marks go around the whole list."""
    field = found(name)
    if field is None:
        return []
    head, comma, tail = typed.rpartition(",")
    values = dict.fromkeys((*(known.get(field.name) or ()), *_words(field)))
    made = []
    for value in matching_names(tuple(values), tail):
        plain = is_plain(value) and not quote
        text = value if plain else _quotes(f"{head}{comma}{escape_text(value)}")
        replaces = len(tail) if plain else len(typed) + len(quote)
        made.append(Completion(text=text, help=field.help, replaces=replaces, field=field.name, value=value))
    return made[:MOST]


def matching_names(values: Sequence[str], typed: str) -> list[str]:
    """In their order: first those that begin with it, then those of which a later word does."""
    low = typed.lower()
    begun = [value for value in values if value.lower().startswith(low)]
    inner = re.compile(rf"(?<![0-9a-z]){re.escape(low)}")
    rest = [value for value in values if len(low) >= SHORT and inner.search(value.lower())]
    return list(dict.fromkeys((*begun, *rest)))


def _quotes(text: str) -> str:
    return f'"{text}"'


def _begins(field: Field, name: str) -> bool:
    low = name.lower()
    return field.name.startswith(low) or (len(low) > SHORT and f".{low}" in field.name)


def _words(field: Field) -> tuple[str, ...]:
    if field.kind is Kind.YES:
        return ("true", "false")
    return field.words
