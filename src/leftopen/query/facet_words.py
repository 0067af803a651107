"""Parses a list of facets."""

from __future__ import annotations

from leftopen.errors import BadQuery
from leftopen.query.facet import facet_field
from leftopen.query.lexer import LONGEST

USUAL_VALUES = 10
MOST_VALUES = 1000
MOST_FACETS = 10


def facet_words(text: str) -> list[tuple[str, int]]:
    """`country:5,port` as names in lower case, each once, with how many values each. Raises BadQuery with the
    position: an unknown name (it names the nearest), an invalid number, more than ten facets, a list without
    end."""
    if len(text) > LONGEST:
        raise BadQuery(f"the list of facets is too long (at most {LONGEST:,} characters)", LONGEST)
    found: dict[str, int] = {}
    at = words = 0
    for word in text.split(","):
        if word.strip():
            words += 1
            if words > MOST_FACETS:
                raise BadQuery(f"at most {MOST_FACETS} facets per query", at)
            name, number = _facet(word.strip(), at + len(word) - len(word.lstrip()))
            found[name] = number
        at += len(word) + 1
    return list(found.items())


def _facet(word: str, at: int) -> tuple[str, int]:
    name, colon, numbers = word.partition(":")
    facet_field(name, at)
    name = name.strip().lower()
    # The official client makes `port:5:10` from its user's `port:5`: the user's number counts.
    number = numbers.partition(":")[0].strip()
    if not colon:
        return name, USUAL_VALUES
    if not (number.isascii() and number.isdigit() and len(number) <= 9 and int(number)):
        raise BadQuery(f"{name}: the number of values must be at least 1 (example: {name}:5)", at)
    if int(number) > MOST_VALUES:
        raise BadQuery(f"{name}: at most {MOST_VALUES} values", at)
    return name, int(number)
