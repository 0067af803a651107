"""German passport and identity card numbers: nine characters of a reduced alphabet, with or without
their check digit, where the word tells.

Source: the letters are those without vowels and look-alikes; the check digit has the weights 7, 3, 1
(ICAO 9303).
"""

from __future__ import annotations

import re

from leftopen.formats.check_digits import mrz
from leftopen.formats.digits import mask
from leftopen.formats.value_label import DOCUMENT, PASSPORT, Label
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = (
    *PASSPORT,
    "personalausweis",
    "personalausweis nr",
    "personalausweis nummer",
    "personalausweises",
    "ausweisnummer",
    "ausweis nr",
    "ausweis",
    "identity card",
    "carte d'identité",
)
LETTERS = "CFGHJKLMNPRTVWXYZ"
NUMBER = "|".join(rf"[{letters}][{letters}0-9]{{8}}\d?" for letters in (LETTERS, LETTERS.lower()))
LABEL = Label(*WORDS, *DOCUMENT)


LEAST_DIGITS = 1


def valid(number: str) -> bool:
    """Some digits, and the check digit where it is written."""
    if sum(char.isdigit() for char in number[1:9]) < LEAST_DIGITS:
        return False
    return len(number) == 9 or str(mrz(number[:9])) == number[9]


def valid_stored(number: str) -> bool:
    """A letter may stand right before it."""
    return valid(number) or valid(number[1:])


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Beside its label, or where a clause leads from there to it."""
    return NUMBER_ALONE(found) and LABEL.names(found.string, *found.span())


detector = Detector(
    label="German passport or identity card number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    lead=10,
    accept=accept,
    wide=widen(rf"[A-Z]?(?:{NUMBER})", valid_stored),
    context=WORDS,
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "Reisepass-Nr.: C01X00T47",
        "Passnummer C01X00T478",
        "Personalausweis L01X00T47",
        "passport number: c01x00t47",
    ),
    misses=(
        "Reisepass-Nr.: C01X00T479",
        "C01X00T47",
        "passport: C01x00T47",
        "Reisepass-Nr.: A01X00T47",
    ),
)
