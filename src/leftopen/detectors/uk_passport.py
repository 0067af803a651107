"""UK passport numbers: nine digits where the word tells, with a word for the country near."""

from __future__ import annotations

import re

from leftopen.formats.digits import mask
from leftopen.formats.value_label import DOCUMENT, PASSPORT, REACH, Label, bridged
from leftopen.formats.written_number import alone, stored
from leftopen.model.category import Category
from leftopen.model.context_words import exact
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"\d{3} ?\d{3} ?\d{3}"
LABEL = Label(*PASSPORT, *DOCUMENT)
BRITISH = exact(("uk", "gb", "gbr", "british", "united kingdom"))
BEFORE, BEHIND = 60, 20
"""So near, the country needs no clause that leads to the number."""


def valid(number: str) -> bool:
    return len(set(number)) > 2


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Beside its label, or where a clause leads from there to it."""
    return (
        NUMBER_ALONE(found)
        and LABEL.names(found.string, *found.span())
        and _british(found.string, *found.span())
    )


def _british(text: str, start: int, end: int) -> bool:
    if BRITISH.search(text, max(0, start - BEFORE), end + BEHIND) is not None:
        return True
    return any(
        bridged(text, one.end(), start) for one in BRITISH.finditer(text, max(0, start - REACH), start)
    )


detector = Detector(
    label="UK passport number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=accept,
    wide=stored(NUMBER, valid),
    context=PASSPORT,
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "UK passport number: 123456789",
        "British passport 123 is lost; passport no. 512345678",
        "Passport 512345678 (GBR)",
    ),
    misses=(
        "Passport 123456789",
        "UK passport number: 1234567890",
        "UK order 123456789 and a passport",
    ),
)
