"""What only lines of this program say: in which realm an address was seen, from where, and by whom.

It is somebody else's file all the same: what is not as this program writes it counts as not said.
"""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.formats.json_line import table, text
from leftopen.model.facts import Json
from leftopen.model.vantage import Place

LONGEST_REALM = 64
# An operator's name has at most 64 characters; so has a crawler's, behind `shodan:`.
LONGEST_NAME = 64 + len("shodan:")
_PLACES = {place.value: place for place in Place}


def is_own(line: Mapping[str, Json]) -> bool:
    return isinstance(line.get("vantage"), dict)


def realm(line: Mapping[str, Json]) -> str:
    """'' where it says none."""
    return _named(text(line, "realm"), LONGEST_REALM) if is_own(line) else ""


def vantage(line: Mapping[str, Json]) -> tuple[Place | None, str]:
    """The place and the name; None and '' where it does not say both."""
    said = table(line.get("vantage"))
    place, name = _PLACES.get(text(said, "place")), _named(text(said, "name"), LONGEST_NAME)
    return (place, name) if place is not None and name else (None, "")


def _named(said: str, longest: int) -> str:
    return said if len(said) <= longest and said.isprintable() and said == said.strip() else ""
