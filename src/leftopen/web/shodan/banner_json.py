"""Reduces banners to the requested fields. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.present.observation_json import observation_line

Line = dict[str, Json]
# What Shodan leaves out of a minified banner: experimental data, and large fields.
_LARGE = frozenset(("opts", "screenshot", "html"))
_LARGE_IN = {"http": frozenset(("html",)), "ssl": frozenset(("chain", "acceptable_cas"))}


def banner(o: Observation) -> Line:
    """Shodan's banner, with our own fields beside it. That a service is gone stands under `opts.leftopen`."""
    line = observation_line(o)
    gone = line.pop("gone")
    if gone is None:
        return line
    opts = line.get("opts")
    return line | {"opts": {**(opts if isinstance(opts, Mapping) else {}), "leftopen": {"gone": gone}}}


def minified(line: Line) -> Line:
    """Without the large parts; what leftopen adds under `opts` is small, and stays."""
    opts = line.get("opts")
    ours = opts.get("leftopen") if isinstance(opts, Mapping) else None
    kept: Line = {"opts": {"leftopen": ours}} if ours else {}
    return kept | {name: _less(name, value) for name, value in line.items() if name not in _LARGE}


def picked(line: Line, fields: Sequence[str]) -> Line:
    """Only those fields, nested as they were; a dotted name selects inside objects. Missing fields are left
    out."""
    found: Line = {}
    for field in fields:
        _pick(line, field.split("."), found)
    return found


def fields_of(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]


def _less(name: str, value: Json) -> Json:
    large = _LARGE_IN.get(name)
    if large is None or not isinstance(value, Mapping):
        return value
    return {key: inner for key, inner in value.items() if key not in large}


def _pick(line: Mapping[str, Json], path: Sequence[str], into: dict[str, Json]) -> None:
    name, rest = path[0], path[1:]
    if name not in line:
        return
    value = line[name]
    if not rest:
        into[name] = value
        return
    if not isinstance(value, Mapping):
        return
    below = into.get(name)
    inner = dict(below) if isinstance(below, Mapping) else {}
    _pick(value, rest, inner)
    if inner:
        into[name] = inner
