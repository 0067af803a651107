"""Driver licence numbers of any state, only where the words tell: their shapes are those of any
serial number.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import mask
from leftopen.formats.value_label import Label
from leftopen.formats.written_number import alone, stored
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = (
    "driver license",
    "driver licence",
    "drivers license",
    "drivers licence",
    "driver's license",
    "driver's licence",
    "driving licence",
    "driving license",
    "permis de conduire",
    "numéro de permis",
    "führerschein",
    "führerschein nr",
    "führerschein nummer",
    "führerscheins",
    "fahrerlaubnis",
    "fuhrerschein",
    "fuehrerschein",
    "dl number",
    "dl no",
    "license number state",
)
NUMBER = (
    r"[A-Z]{0,3}\d(?:[ -]?\d){5,15}(?:[A-Z]{1,2}\d?)?|[A-Z]{2,4}9{0,3}\d{6}[A-Z9]{2}\d[A-Z]{2}"
    r"|[A-Z]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}"
)
LABEL = Label(*WORDS)


def valid(number: str) -> bool:
    return len(set(number)) > 2


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Beside its label, or where a clause leads from there to it."""
    return NUMBER_ALONE(found) and LABEL.names(found.string, *found.span())


detector = Detector(
    label="driver licence number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=accept,
    wide=stored(NUMBER, valid),
    context=WORDS,
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "Driver's License No: D1234567",
        "driver_license=S123-456-78-901-0",
        "Driving licence ROEEE802035JA9AB",
        "Permis de conduire n° 920312345678",
    ),
    misses=(
        "a driver's license, order 12345678",
        "D1234567",
        "Driver license: pending",
        "dl D1234567890",
    ),
)
