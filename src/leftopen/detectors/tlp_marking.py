"""Traffic light protocol marks that limit sharing: TLP:RED, TLP:AMBER and TLP:AMBER+STRICT.

Source: FIRST, TLP 2.0. GREEN, WHITE and CLEAR may be shared and are no hits.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity


def accept(found: re.Match[str]) -> bool:
    """No list of all colours, as in an explanation."""
    around = found.string[max(0, found.start() - REACH) : found.end() + REACH]
    return len(set(COLOURS.findall(around.upper()))) < EXPLAINED


COLOURS = re.compile(r"TLP:\s?(RED|AMBER|GREEN|WHITE|CLEAR)\b")
EXPLAINED = 3
REACH = 1500

detector = Detector(
    label="traffic light protocol marking (TLP)",
    category=Category.MARKING,
    pattern=r"\bTLP: ?(?:RED|AMBER(?:\+STRICT)?)\b",
    accept=accept,
    severity=Severity.MEDIUM,
    hits=("TLP:RED\nbody", "Subject: [TLP:AMBER+STRICT] the incident", "Marking = TLP:AMBER"),
    misses=("TLP:GREEN", "TLP:RED is for few, TLP:AMBER for more, TLP:GREEN for many", "XTLP:RED"),
)
