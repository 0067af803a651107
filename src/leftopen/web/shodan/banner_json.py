"""Banners with Shodan's names only, and reduced to the requested fields. Pure.

Strict clients refuse an object with a name that they do not know, so that all of ours stands in
`opts.leftopen`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from leftopen.formats.leftopen_line import INSIDE, NAME
from leftopen.formats.shodan_banner import BLOCKS
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.present.observation_json import observation_line
from leftopen.service.identity.visibility import Visibility

Line = dict[str, Json]
# What Shodan leaves out of a minified banner: experimental data, and large fields.
_LARGE = frozenset(("opts", "screenshot", "html"))
_SHODANS = frozenset(
    (
        "_shodan", "asn", "cloud", "cpe", "cpe23", "data", "domains", "hash", "hostnames", "info", "ip",
        "ip_str", "ipv6", "isp", "location", "mac", "org", "os", "port", "product", "screenshot", "tags",
        "timestamp", "transport", "version", *BLOCKS,
    )
)  # fmt: skip
_LEFT_OUT = frozenset(("info", "product", "version"))
"""Shodan leaves these out where they are unknown: a client would print `None`."""
_IMPORTED = "shodan:"
GONE = "gone"
_LARGE_IN = {"http": frozenset(("html",)), "ssl": frozenset(("chain", "acceptable_cas"))}


def readable(found: Iterable[Observation], visibility: Visibility) -> Iterator[Observation]:
    """Those that are visible. A clause names a whole authorisation and who gave it: it is emptied for whoever
    sees some networks only."""
    for o in found:
        if visibility.sees(o.endpoint.address):
            yield replace(o, clause="") if visibility.networks else o


def banner(o: Observation) -> Line:
    """Shodan's banner; our own fields, and the facts of protocols that Shodan has no name for, are in
    `opts.leftopen`."""
    line = observation_line(o)
    # What came from Shodan has its names, also those that are missing above.
    theirs = _SHODANS | (o.blocks.keys() if o.vantage.name.startswith(_IMPORTED) else frozenset())
    kept = {
        name: value
        for name, value in line.items()
        if name in theirs and not (value is None and name in _LEFT_OUT)
    }
    options = line.get(INSIDE)
    ours: Line = {
        name: value
        for name, value in line.items()
        if name not in theirs and not (name == GONE and value is None)
    }
    return kept | {INSIDE: {**(options if isinstance(options, Mapping) else {}), NAME: ours}}


def minify_banner(line: Line) -> Line:
    """Without the large parts, and of `opts` only that the service is gone."""
    options = line.get(INSIDE)
    ours = options.get(NAME) if isinstance(options, Mapping) else None
    gone = ours.get(GONE) if isinstance(ours, Mapping) else None
    kept: Line = {INSIDE: {NAME: {GONE: gone}}} if gone else {}
    return kept | {name: _less(name, value) for name, value in line.items() if name not in _LARGE}


def pick_fields(line: Line, fields: Sequence[str]) -> Line:
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
