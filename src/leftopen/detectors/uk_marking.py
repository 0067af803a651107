"""UK classification marks: OFFICIAL-SENSITIVE, UK SECRET, UK TOP SECRET, and UK EYES ONLY.

Source: Government Security Classifications Policy. OFFICIAL alone is on all paper and is no hit.
"""

from __future__ import annotations

import re

from leftopen.formats.marking_place import BEGIN, END, is_closed
from leftopen.formats.markings import taught
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

LEVEL = (
    r"(?:OFFICIAL[ -]SENSITIVE|UK (?:TOP SECRET|SECRET)|(?:TOP SECRET|SECRET"
    r"|OFFICIAL[ -]SENSITIVE) UK EYES ONLY)"
)
TAIL = r"(?: ?(?://|[-:–]) ?[A-Z][A-Z ,/-]{0,60})?"


def accept(found: re.Match[str]) -> bool:
    return is_closed(found) and not taught(found.string, found.start("value"), found.end("value"))


detector = Detector(
    label="UK classification marking",
    category=Category.MARKING,
    pattern=BEGIN + rf"(?P<value>{LEVEL}{TAIL})" + END,
    accept=accept,
    severity=Severity.HIGH,
    hits=(
        "OFFICIAL-SENSITIVE\nbody",
        "UK SECRET\n",
        "SECRET UK EYES ONLY\n",
        "OFFICIAL-SENSITIVE: PERSONAL\n",
        "Subject: [OFFICIAL-SENSITIVE] the visit",
    ),
    misses=(
        "OFFICIAL\n",
        "it is OFFICIAL-SENSITIVE information",
        "An example of a banner: [UK SECRET]",
        "An example of a banner:\nUK SECRET\n",
    ),
)
