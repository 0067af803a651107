"""Military grid references (MGRS, USNG): a place to ten metres or to one.

Source: NGA.STND.0037: zone, band, square of two letters, easting and northing of equal length. In one
piece, or short, it needs a word such as `grid`.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import stands_alone
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NEAR = re.compile(
    r"\b(?:MGRS|USNG|UTM|grid|LZ|HLZ|DZ|PZ|coord(?:inates?|s)?|coordonn[eé]es|objective"
    r"|checkpoint|RV|location"
    r"|position|vic(?:inity)?|FOB|COP)\b",
    re.IGNORECASE,
)
REACH = 60
LEAST = 8


def accept(found: re.Match[str]) -> bool:
    zone, east, north = int(found.group("zone")), found.group("east"), found.group("north")
    if not 1 <= zone <= 60 or (north and len(east) != len(north)) or (not north and len(east) % 2):
        return False
    if not stands_alone(found.string, found.start(), found.end()):
        return False
    divided = bool(north) and len(east) + len(north) >= LEAST and " " in found.group()
    return (
        divided or NEAR.search(found.string, max(0, found.start() - REACH), found.end() + REACH) is not None
    )


def mask(value: str) -> str:
    """The zone and the square of 100 km."""
    return re.sub(r"\d(?=\d* *\d*$)", "*", value)


detector = Detector(
    label="military grid reference (MGRS)",
    category=Category.LOCATION,
    pattern=(
        r"\b(?P<zone>\d{1,2})[C-HJ-NP-X] ?[A-HJ-NP-Z][A-HJ-NP-V] ?(?P<east>\d{3,10})"
        r"(?: (?P<north>\d{3,5}))?\b"
    ),
    accept=accept,
    severity=Severity.LOW,
    mask=mask,
    hits=("18S UJ 23480 06470", "grid 38SMB4488", "LZ at 42SVB1234567890", "MGRS: 31U DQ 482 119"),
    misses=("18S UJ 23480 0647", "38SMB4488", "grid 61SMB4488", "grid 38SMB448"),
)
