"""UK passport numbers: nine digits where the word tells, with a word for the country near."""

from __future__ import annotations

import re

from leftopen.formats.digits import mask
from leftopen.formats.value_label import DOCUMENT, PASSPORT, Label, is_british
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"\d{3} ?\d{3} ?\d{3}"
LABEL = Label(*PASSPORT, *DOCUMENT)


def valid(number: str) -> bool:
    return len(set(number)) > 2


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Beside its label, or where a clause leads from there to it."""
    return (
        NUMBER_ALONE(found)
        and LABEL.names(found.string, *found.span())
        and is_british(found.string, *found.span())
    )


detector = Detector(
    label="UK passport number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    lead=11,
    accept=accept,
    wide=widen(NUMBER, valid),
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
