"""Unique entity identifiers (UEI) of SAM.gov: twelve characters that stand for a supplier of the US
government.

Source: SAM.gov, "UEI technical specifications": no letters I and O, no leading 0. Only directly behind
the label.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import stands_alone
from leftopen.formats.label_before import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = ("uei", "uei no", "uei number", "sam uei", "unique entity id", "unique entity identifier")
LABEL = Label(*WORDS)


def accept(found: re.Match[str]) -> bool:
    """Directly behind its label, and no word."""
    value = found.group()
    alone = stands_alone(found.string, found.start(), found.end())
    return (
        sum(map(str.isdigit, value)) >= 1
        and any(map(str.isalpha, value))
        and alone
        and LABEL.leads(found.string, found.start())
    )


detector = Detector(
    label="unique entity identifier (UEI)",
    category=Category.PROCUREMENT,
    pattern=r"\b[A-HJ-NP-Z1-9][A-HJ-NP-Z0-9]{11}\b",
    accept=accept,
    context=WORDS,
    severity=Severity.LOW,
    hits=(
        "UEI: E1AB2CD3EF45",
        "Unique Entity ID E1AB2CD3EF45",
        "uei=ZQGGHJH74DW7",
    ),
    misses=(
        "UEI: ABCDEFGHJKLM",
        "E1AB2CD3EF45",
        "UEI: 0AB2CD3EF451",
        "UEI: E1AB2CD3EFO5",
    ),
)
