"""Reads and sets fields of a JSON line by dotted names, `http.title`, as in Shodan's `fields` parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leftopen.model.facts import Json


def at(line: Mapping[str, Json], name: str) -> Json:
    """The value at a dotted name; None where there is none."""
    first, *rest = name.split(".")
    found = line.get(first)
    for step in rest:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def only(line: Mapping[str, Json], names: Iterable[str]) -> dict[str, Json]:
    """A line with only those fields, nested as they were; missing fields are left out."""
    kept: dict[str, Json] = {}
    for name in names:
        value = at(line, name)
        if value is not None:
            put(kept, name.split("."), value)
    return kept


def put(into: dict[str, Json], steps: list[str], value: Json) -> None:
    """Sets the value under that path, unless something other than an object is on the way."""
    for step in steps[:-1]:
        below = into.setdefault(step, {})
        if not isinstance(below, dict):
            return
        into = below
    into[steps[-1]] = value
