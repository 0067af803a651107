"""Activity address codes of the US Department of Defense (DoDAAC) and unit codes (UIC): who orders,
ships or pays.

Source: DLM 4000.25, volume 6: six characters that begin with a letter or digit of the service. Only
behind the label.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import stands_alone
from leftopen.formats.value_label import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = ("dodaac", "dodaac code", "uic", "unit identification code", "activity address code")
LABEL = Label(*WORDS)


def accept(found: re.Match[str]) -> bool:
    """Directly behind its label, and no word."""
    value = found.group()
    alone = stands_alone(found.string, found.start(), found.end())
    return sum(map(str.isdigit, value)) >= 2 and alone and LABEL.leads(found.string, found.start())


detector = Detector(
    label="DoD activity address code",
    category=Category.PROCUREMENT,
    pattern=r"\b[A-HJ-NP-Z0-9]{6}\b",
    accept=accept,
    context=WORDS,
    severity=Severity.LOW,
    hits=(
        "DoDAAC: W91ABC",
        "UIC: WABC12",
        "form1[0].DODAAC[0] = N00123",
    ),
    misses=(
        "DoDAAC: BUTTON",
        "W91ABC",
        "DODAAC: W91ABCD",
    ),
)
