"""Questions over what was seen, within limits that hold for whoever asks from outside."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.errors import BadQuery
from leftopen.model.address import Address
from leftopen.model.observation import Observation
from leftopen.query.facet import facet_field
from leftopen.query.fields import FACETS, FIELDS
from leftopen.service.desk import Desk

MOST_RESULTS = 1000
FURTHEST = 100_000
MOST_FACETS = 10
MOST_VALUES = 1000
USUAL_VALUES = 10


def page(desk: Desk, query: str, *, limit: int, offset: int) -> list[Observation]:
    """The newest observation of every service that answers, newest first. Raises BadQuery, also for more
    than 1000 at once or beyond the first 100,000."""
    if not 1 <= limit <= MOST_RESULTS:
        raise BadQuery(f"limit must be between 1 and {MOST_RESULTS}", 0)
    if not 0 <= offset <= FURTHEST:
        raise BadQuery(f"only the first {FURTHEST:,} can be paged through; go on with before: or export", 0)
    return desk.store.observations.search(query, limit=limit, offset=offset)


def count(desk: Desk, query: str) -> int:
    """How many services answer. Raises BadQuery."""
    return desk.store.observations.count(query)


def counted(
    desk: Desk, query: str, wanted: Sequence[tuple[str, int]]
) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    """How many services answer, and for each name its most frequent values with their counts. Raises
    BadQuery."""
    return desk.store.observations.counted(query, wanted)


def wanted_facets(text: str) -> list[tuple[str, int]]:
    """`country:5,port` as names with how many values each. Raises BadQuery for a wrong number, an unknown
    name, and more than ten."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if len(words) > MOST_FACETS:
        raise BadQuery(f"at most {MOST_FACETS} facets in one question", 0)
    found = [_facet(word) for word in words]
    return list(dict(found).items())


def _facet(word: str) -> tuple[str, int]:
    name, colon, numbers = word.partition(":")
    # The official client makes `port:5:10` of its user's `port:5`: the user's own number counts.
    number = numbers.partition(":")[0]
    facet_field(name[:64])
    if not colon:
        return name, USUAL_VALUES
    if not (number.isascii() and number.isdigit() and len(number) <= 9 and int(number)):
        raise BadQuery(f"{name}: takes a number of values, such as {name}:5", 0)
    if int(number) > MOST_VALUES:
        raise BadQuery(f"{name}: at most {MOST_VALUES} values", 0)
    return name, int(number)


def facet_names() -> list[str]:
    return list(FACETS)


def filter_names() -> list[str]:
    return list(FIELDS)


def host(desk: Desk, address: Address, *, history: bool) -> list[Observation]:
    """The newest observation of each service of that address, or with `history` all."""
    return desk.store.observations.host(address, history=history)
