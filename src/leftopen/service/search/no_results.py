"""Why a search finds nothing: which part matches nothing by itself, what was probably meant, and what the
search finds without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from leftopen.present.suggest import closest
from leftopen.query.countries import unknown
from leftopen.query.normalize import fold
from leftopen.query.parts import Part, parts, replace_part, without
from leftopen.query.quoting import quote_value
from leftopen.service.search.known_values import WORDS

MOST = 5
"""Parts that are counted by themselves: two counts each."""

Count = Callable[[str], int]
Known = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One part of the search. `alone`: how many services match it by itself; `without`: the search without
    it, and `rest` its number; `meant`: the nearest filter that finds something, or '', with `instead`, the
    search with it, and its number `found`."""

    text: str
    alone: int
    without: str
    rest: int
    meant: str = ""
    instead: str = ""
    found: int = 0


def causes(query: str, count: Count, known: Known) -> list[Cause]:
    """Of a search that finds nothing; those that match nothing by themselves come first, and of the others
    only those that are in the way. `count` counts the services that the user may see, `known` gives the
    values of a field. Raises BadQuery and StoreFailed."""
    several = parts(query)
    made = [_cause(query, part, len(several) == 1, count, known) for part in several[:MOST]]
    telling = [one for one in made if not one.alone or one.rest]
    return sorted(telling, key=lambda one: (one.alone > 0, -one.rest))


def _cause(query: str, part: Part, only: bool, count: Count, known: Known) -> Cause:
    alone = 0 if only else count(part.text)
    rest = without(query, part)
    meant = "" if alone or part.negated else nearest(part, known)
    instead = replace_part(query, part, meant) if meant else ""
    found = count(instead) if instead else 0
    if meant and not found and not only:
        instead = meant
    return Cause(
        text=part.text, alone=alone, without=rest, rest=count(rest), meant=meant, instead=instead, found=found
    )


def nearest(part: Part, known: Known) -> str:
    """The filter that was probably meant, or ''."""
    if not part.value:
        return ""
    if not part.field:
        near = ((field, _near(part.value, known(field))) for field in WORDS)
        return next((f"{field}:{quote_value(value)}" for field, value in near if value), "")
    if part.field == "country":
        code = unknown(fold(part.value)).rpartition(" is ")[2]
        if len(code) == 2:
            return f"country:{code}"
    value = _near(part.value, known(part.field))
    return f"{part.field}:{quote_value(value)}" if value else ""


def _near(value: str, known: Iterable[str]) -> str:
    by_text = {one.lower(): one for one in known}
    low = value.strip("*").lower()
    return "" if low in by_text else by_text.get(closest(low, by_text), "")
