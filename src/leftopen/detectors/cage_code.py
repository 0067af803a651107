"""Commercial and government entity codes (CAGE, NCAGE): five characters that stand for a supplier of
armed forces.

Source: DLA, "CAGE code": the letters I and O are never used. Only directly behind the label.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import stands_alone
from leftopen.formats.value_label import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = ("cage", "ncage", "cage code", "ncage code", "cage no", "cage number", "code otan")
LABEL = Label(*WORDS)


def accept(found: re.Match[str]) -> bool:
    """Directly behind its label, and no word."""
    value = found.group()
    alone = stands_alone(found.string, found.start(), found.end())
    return any(map(str.isdigit, value)) and alone and LABEL.leads(found.string, found.start())


detector = Detector(
    label="CAGE code",
    category=Category.PROCUREMENT,
    pattern=r"\b[A-HJ-NP-Z0-9]{5}\b",
    accept=accept,
    context=WORDS,
    severity=Severity.LOW,
    hits=(
        "CAGE code: 1ABC5",
        "NCAGE F1234",
        "form1[0].CAGE[0] = 0AA11",
    ),
    misses=(
        "CAGE code: EMPTY",
        "1ABC5",
        "a cage of 5 birds in 1ABC5",
        "CAGE code: 1ABO5",
    ),
)
