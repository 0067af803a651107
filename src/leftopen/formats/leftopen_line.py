"""Reads the fields that only leftopen's own lines have: realm, vantage and scanner.

They stand at the top of a line, or in `opts.leftopen` of one that came from our API in Shodan's form.

The file is untrusted all the same: a value in another form than this program writes counts as missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.formats.json_line import table, text
from leftopen.model.facts import Json
from leftopen.model.vantage import Place

LONGEST_REALM = 64
# An operator's name has at most 64 characters; so has a crawler's, after `shodan:`.
LONGEST_NAME = 64 + len("shodan:")
_PLACES = {place.value: place for place in Place}


INSIDE, NAME = "opts", "leftopen"


def at_top(line: dict[str, Json]) -> dict[str, Json]:
    """The line with what stands in `opts.leftopen` at the top, where it overwrites nothing; the same line
    where there is nothing."""
    options = line.get(INSIDE)
    ours = options.get(NAME) if isinstance(options, dict) else None
    if not isinstance(options, dict) or not isinstance(ours, dict):
        return line
    rest = {name: value for name, value in options.items() if name != NAME}
    shodans = {name: value for name, value in line.items() if name != INSIDE}
    mine = {name: value for name, value in ours.items() if name != INSIDE}
    return mine | shodans | ({INSIDE: rest} if rest else {})


def is_own(line: Mapping[str, Json]) -> bool:
    return isinstance(line.get("vantage"), dict)


def realm(line: Mapping[str, Json]) -> str:
    """'' where it is missing."""
    return _named(text(line, "realm"), LONGEST_REALM) if is_own(line) else ""


def vantage(line: Mapping[str, Json]) -> tuple[Place | None, str]:
    """The place and the name; None and '' where one is missing."""
    stated = table(line.get("vantage"))
    place, name = _PLACES.get(text(stated, "place")), _named(text(stated, "name"), LONGEST_NAME)
    return (place, name) if place is not None and name else (None, "")


def _named(value: str, longest: int) -> str:
    return value if len(value) <= longest and value.isprintable() and value == value.strip() else ""
