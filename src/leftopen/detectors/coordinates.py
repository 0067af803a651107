"""Geographic coordinates to a few metres: degrees with minutes, labelled latitude and longitude, `geo:`
links.

A pair of plain numbers is no hit: tables are full of them.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

DMS = (
    r"\d{1,2}\s?°\s?\d{1,2}(?:\.\d{1,5})?\s?['′’]\s?(?:\d{1,2}(?:\.\d{1,4})?\s?(?:[\"″”]|'')\s?)?[NS]"
    r"[,;/ ]{1,3}\d{1,3}\s?°\s?\d{1,2}(?:\.\d{1,5})?\s?['′’]\s?(?:\d{1,2}(?:\.\d{1,4})?\s?"
    r"(?:[\"″”]|'')\s?)?[EWO]"
)
LABELLED = (
    r"(?i:\blat(?:itude)?)[\"']?\s{0,3}[:=]\s{0,3}[\"']?-?\d{1,2}\.\d{4,16}[\"']?[,;\s&]{1,6}[\"']?"
    r"(?i:lon|lng|long|longitude)[\"']?\s{0,3}[:=]\s{0,3}[\"']?-?\d{1,3}\.\d{4,16}"
)
GEO = (
    r"(?:\bgeo:|(?i:coord(?:inates?|onn[eé]es)?(?: gps)?|gps"
    r"|position) ?[:=] ?)-?\d{1,2}\.\d{4,16}[,;] ?-?\d{1,3}\.\d{4,16}"
)
PARTS = re.compile(r"\d{1,3}(?=\.\d{4}|\s?°)")
FRACTION = re.compile(r"(?<=\.)\d+|(?<=°)\s?\d{1,2}(?:\.\d+)?|(?<=['′’])\s?\d{1,2}(?:\.\d+)?")
DIGIT = re.compile(r"\d")


def accept(found: re.Match[str]) -> bool:
    """At most 90 and 180 degrees."""
    degrees = [int(part) for part in PARTS.findall(found.group())]
    return len(degrees) == 2 and degrees[0] <= 90 and degrees[1] <= 180


def mask(value: str) -> str:
    """The degrees: a place to a hundred kilometres."""
    return FRACTION.sub(lambda part: DIGIT.sub("*", part.group()), value)


detector = Detector(
    label="geographic coordinates",
    category=Category.LOCATION,
    pattern=f"{DMS}|{LABELLED}|{GEO}",
    accept=accept,
    severity=Severity.LOW,
    mask=mask,
    hits=(
        "48°51'24\" N, 2°21'07\" E",
        '{"lat": 48.856614, "lon": 2.352222}',
        "geo:48.856614,2.352222",
        "Coordonnées GPS : 48.85661, 2.35222",
    ),
    misses=(
        "48.856614,2.352222",
        "lat: 98.856614, lon: 2.352222",
        "lat: 48.8, lon: 2.3",
        "48° in the shade",
    ),
)
