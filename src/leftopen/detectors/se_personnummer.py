"""Swedish personal identity numbers: birth date and four digits, the last by Luhn. A keyword is required."""

from __future__ import annotations

from leftopen.formats.digits import luhn, mask
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"(?:19|20)?\d{6}[-+]?\d{4}"


def valid(number: str) -> bool:
    """The month and the day (60 more in coordination numbers), and the check digit."""
    short = number[-10:]
    month, day = int(short[2:4]), int(short[4:6]) % 60
    return 1 <= month <= 12 and 1 <= day <= 31 and short[6:9] != "000" and luhn(short)


detector = Detector(
    label="Swedish personal identity number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=alone(valid),
    wide=widen(NUMBER, valid),
    context=(
        "personnummer",
        "person nummer",
        "personnr",
        "samordningsnummer",
        "swedish id",
        "personal identity number",
        "personligt nummer",
    ),
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "Personnummer: 811218-9876",
        "personnummer 198112189876",
        '{"personnr":"8112189876"}',
    ),
    misses=(
        "Personnummer: 811218-9875",
        "811218-9876",
        "personnummer 811318-9876",
    ),
)
