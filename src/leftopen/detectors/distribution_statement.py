"""US distribution statements B to F on technical documents: who outside may have them.

Source: DoDI 5230.24. Statement A is approved for public release and is no hit.
"""

from __future__ import annotations

import re

from leftopen.formats.markings import taught
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity


def accept(found: re.Match[str]) -> bool:
    return not taught(found.string, found.start(), found.end())


detector = Detector(
    label="US distribution statement",
    category=Category.MARKING,
    pattern=(
        r"(?i:\bDISTRIBUTION\s{1,3}STATEMENT\s{1,3})[\"'(]?[B-F][\"')]?[.:,]?\s{1,3}(?i:distribution"
        r"|further|dissemination|do(?:d| ))"
    ),
    accept=accept,
    severity=Severity.HIGH,
    hits=(
        "DISTRIBUTION STATEMENT D. Distribution authorized to US Government agencies.",
        "Distribution Statement F: Further dissemination only as directed by the office",
    ),
    misses=(
        "DISTRIBUTION STATEMENT A. Approved for public release.",
        "a distribution statement B or C",
        "An example is DISTRIBUTION STATEMENT D. Distribution authorized to",
    ),
)
