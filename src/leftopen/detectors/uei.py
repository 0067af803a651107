"""Unique entity identifiers (UEI) of SAM.gov: twelve characters that stand for a supplier of the US
government.

Source: SAM.gov, "UEI technical specifications": no letters I and O, no leading 0, no nine digits in a row,
and a check digit. Only where the label tells.
"""

from __future__ import annotations

import re

from leftopen.formats import check_digits
from leftopen.formats.digits import stands_alone
from leftopen.formats.value_label import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = ("uei", "uei no", "uei number", "sam uei", "unique entity id", "unique entity identifier")
LABEL = Label(*WORDS)
LONG = re.compile(r"\d{9}")


def accept(found: re.Match[str]) -> bool:
    """Its check digit, and the label."""
    value = found.group()
    return (
        check_digits.uei(value)
        and LONG.search(value) is None
        and stands_alone(found.string, found.start(), found.end())
        and LABEL.names(found.string, *found.span())
    )


detector = Detector(
    label="unique entity identifier (UEI)",
    category=Category.PROCUREMENT,
    pattern=r"\b[A-HJ-NP-Z1-9][A-HJ-NP-Z0-9]{10}[0-9]\b",
    accept=accept,
    context=WORDS,
    severity=Severity.LOW,
    hits=(
        "UEI: E1AB2CD3EF44",
        "Unique Entity ID E1AB2CD3EF44",
        "the UEI of our supplier, Example Works, is E1AB2CD3EF44",
        "uei=ZQGGHJH74DW7",
    ),
    misses=(
        "UEI: ABCDEFGHJKLM",
        "E1AB2CD3EF44",
        "UEI: 0AB2CD3EF451",
        "UEI: E1AB2CD3EFO5",
        "UEI: ZQGGHJH74DW8",
    ),
)
