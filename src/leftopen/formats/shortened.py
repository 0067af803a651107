"""Shortens the values of one event until it fits into the message of a protocol, so that what is cut is a
text inside it and never its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

LENGTHS = (4000, 2000, 1000, 500, 250, 120, 60, 40)
"""Letters of a text; the last one leaves identifiers whole. A table keeps a twentieth as many rows."""
_MARK = "…"


def shorten(
    values: Mapping[str, object], size: Callable[[Mapping[str, object]], int], most: int
) -> Mapping[str, object]:
    """The values themselves if their `size` is at most `most`; else with every text cut to the longest length
    with which it is, or to the shortest length that there is."""
    found = values
    for length in LENGTHS:
        if size(found) <= most:
            return found
        found = {name: _cut(value, length) for name, value in values.items()}
    return found


def _cut(value: object, length: int) -> object:
    if isinstance(value, str):
        return value if len(value) <= length else value[: length - 1] + _MARK
    if isinstance(value, Mapping):
        kept = list(value.items())[: max(length // 20, 1)]
        return {_cut(str(name), length): below for name, below in kept}
    return value
