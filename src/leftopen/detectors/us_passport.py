"""US passport numbers: nine digits, or a letter and eight digits, directly behind the word. No check
digit exists outside the machine-readable zone.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import mask
from leftopen.formats.label_before import Label
from leftopen.formats.written_number import alone, stored
from leftopen.model.category import Category
from leftopen.model.context_words import exact
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = (
    "passport",
    "passport number",
    "passport no",
    "passeport",
    "reisepass",
    "pasaporte",
    "travel document",
)
NUMBER = r"[A-Za-z]\d{8}|\d{9}"
LABEL = Label(*WORDS)
BRITISH = exact(("uk", "gb", "gbr", "british", "united kingdom"))


def valid(number: str) -> bool:
    return len(set(number)) > 2


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Directly behind its label."""
    return (
        LABEL.leads(found.string, found.start())
        and BRITISH.search(found.string, max(0, found.start() - 60), found.end() + 20) is None
        and NUMBER_ALONE(found)
    )


detector = Detector(
    label="US passport number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=accept,
    wide=stored(NUMBER, valid),
    context=WORDS,
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "Passport No.: X12345678",
        "US passport number 123456789",
        "passport no. x12345678",
        "form1[0].Section8[0].Passport[0] = 512345678",
    ),
    misses=(
        "Passport No.: X1234567",
        "the passport office closes at 5; order 123456789",
        "X12345678",
        "passport office, room x12345678",
        "UK passport 123456789",
    ),
)
