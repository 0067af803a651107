"""French passport numbers: two digits, two letters, five digits, where the word tells."""

from __future__ import annotations

import re

from leftopen.formats.digits import mask
from leftopen.formats.value_label import PASSPORT, Label
from leftopen.formats.written_number import alone, stored
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"\d{2} ?(?:[A-Z]{2}|[a-z]{2}) ?\d{5}"
LABEL = Label(*PASSPORT)


def valid(number: str) -> bool:
    return len(number) == 9


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Beside its label, or where a clause leads from there to it."""
    return NUMBER_ALONE(found) and LABEL.names(found.string, *found.span())


detector = Detector(
    label="French passport number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=accept,
    wide=stored(NUMBER, valid),
    context=PASSPORT,
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
