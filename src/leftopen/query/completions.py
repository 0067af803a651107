"""Completes a partly typed query: names of fields, or values of a field with few of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leftopen.query.fields.field import Field, Kind
from leftopen.query.fields.fields import FIELDS, found

MOST = 20
_LAST = re.compile(r"(?:^|[\s(])(-?)([A-Za-z_][A-Za-z0-9_.]*)?(:[^\s()\"]*)?$")

_QUOTES = re.compile(r'(?<!\\)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """`text` replaces the last `replaces` characters."""

    text: str
    help: str
    replaces: int


def completions(typed: str, known: Mapping[str, Sequence[str]] | None = None) -> list[Completion]:
    """At most 20, in the order of the table. `known`: this installation's values, by field name."""
    last = _LAST.search(typed[-200:])
    if last is None or len(_QUOTES.findall(typed)) % 2:
        return []
    name, value = last[2] or "", last[3]
    if value is None:
        made = [(f"{field.name}:", field.help) for field in FIELDS.values() if _begins(field, name)]
        return [Completion(text=text, help=help, replaces=len(name)) for text, help in made][:MOST]
    field = found(name)
    if field is None:
        return []
    tail = value[1:].rpartition(",")[2]
    words = (*_words(field), *(known or {}).get(field.name, ()))
    begun = [word for word in words if word.startswith(tail.lower())]
    return [Completion(text=word, help=field.help, replaces=len(tail)) for word in begun][:MOST]


def _begins(field: Field, name: str) -> bool:
    low = name.lower()
    return field.name.startswith(low) or (len(low) > 2 and f".{low}" in field.name)


def _words(field: Field) -> tuple[str, ...]:
    if field.kind is Kind.YES:
        return ("true", "false")
    return field.words
