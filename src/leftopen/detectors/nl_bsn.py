"""Dutch citizen service numbers (BSN): nine digits that pass the eleven test. A keyword is required."""

from __future__ import annotations

from leftopen.formats.check_digits import eleven_test
from leftopen.formats.digits import mask
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"\d{3}[. ]?\d{3}[. ]?\d{3}|\d{4}[. ]\d{2}[. ]\d{3}"


def valid(number: str) -> bool:
    return len(set(number)) > 2 and eleven_test(number)


detector = Detector(
    label="Dutch citizen service number (BSN)",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    lead=11,
    accept=alone(valid),
    wide=widen(NUMBER, valid),
    context=(
        "bsn",
        "burgerservicenummer",
        "burger service nummer",
        "sofinummer",
        "sofi nummer",
        "sofi",
        "citizen service number",
    ),
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "BSN: 111222333",
        "Burgerservicenummer 1112.22.333",
        '{"bsn":"123456782"}',
    ),
    misses=(
        "BSN: 111222334",
        "111222333",
        "BSN: 1112223330",
    ),
)
