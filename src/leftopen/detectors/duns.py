"""DUNS numbers of Dun & Bradstreet: nine digits that stand for a company. Only where the label tells."""

from __future__ import annotations

import re

from leftopen.formats.digits import stands_alone
from leftopen.formats.value_label import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = ("duns", "duns no", "duns number", "d u n s")
LABEL = Label(*WORDS)


def accept(found: re.Match[str]) -> bool:
    """Directly behind its label, and no word."""
    value = found.group()
    alone = stands_alone(found.string, found.start(), found.end())
    return len(set(value)) > 2 and alone and LABEL.names(found.string, *found.span())


detector = Detector(
    label="DUNS number",
    category=Category.PROCUREMENT,
    pattern=r"\b\d{2}-?\d{3}-?\d{4}\b",
    accept=accept,
    context=WORDS,
    severity=Severity.INFO,
    hits=(
        "DUNS: 12-345-6789",
        "DUNS number 123456789",
    ),
    misses=(
        "DUNS: 12345678",
        "123456789",
        "DUNS 11-111-1111",
    ),
)
