"""UK passport numbers: nine digits directly behind the word, with a word for the country near."""

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
NUMBER = r"\d{9}"
LABEL = Label(*WORDS)
BRITISH = exact(("uk", "gb", "gbr", "british", "united kingdom"))


def valid(number: str) -> bool:
    return len(set(number)) > 2


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Directly behind its label."""
    return (
        LABEL.leads(found.string, found.start())
        and BRITISH.search(found.string, max(0, found.start() - 60), found.end() + 20) is not None
        and NUMBER_ALONE(found)
    )


detector = Detector(
    label="UK passport number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=accept,
    wide=stored(NUMBER, valid),
    context=WORDS,
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
