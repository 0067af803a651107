"""US passport numbers: nine digits, or a letter and eight digits, where the word tells. No check digit
exists outside the machine-readable zone.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import mask
from leftopen.formats.value_label import DOCUMENT, PASSPORT, Label, is_british
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"[A-Za-z]\d{8}|\d{3} ?\d{3} ?\d{3}"
LABEL = Label(*PASSPORT, *DOCUMENT)


def valid(number: str) -> bool:
    return len(set(number)) > 2


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Beside its label, or where a clause leads from there to it."""
    return (
        NUMBER_ALONE(found)
        and LABEL.names(found.string, *found.span())
        # What the detector of British ones takes; of a letter and digits it takes none.
        and (found.group()[0].isalpha() or not is_british(found.string, *found.span()))
    )


detector = Detector(
    label="US passport number",
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
