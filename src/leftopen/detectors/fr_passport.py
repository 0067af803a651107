"""French passport numbers: two digits, two letters, five digits, directly behind the word."""

from __future__ import annotations

import re

from leftopen.formats.digits import mask
from leftopen.formats.label_before import Label
from leftopen.formats.written_number import alone, stored
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = (
    "passeport",
    "passport",
    "numéro de passeport",
    "numero de passeport",
    "passport number",
    "passport no",
)
NUMBER = r"\d{2} ?(?:[A-Z]{2}|[a-z]{2}) ?\d{5}"
LABEL = Label(*WORDS)


def valid(number: str) -> bool:
    return len(number) == 9


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Directly behind its label."""
    return LABEL.leads(found.string, found.start()) and NUMBER_ALONE(found)


detector = Detector(
    label="French passport number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=accept,
    wide=stored(NUMBER, valid),
    context=WORDS,
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "Passeport n° 12AB34567",
        "passport number: 19 FV 12345",
        "numéro de passeport : 04AE99999",
        "passeport n° 12ab34567",
    ),
    misses=(
        "Passeport n° 12A34567",
        "12AB34567",
        "passeport perdu, dossier 12AB34567",
    ),
)
