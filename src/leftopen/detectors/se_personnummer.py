"""Swedish personal identity numbers: birth date and four digits, the last by Luhn. A keyword is required."""

from __future__ import annotations

from leftopen.formats.digits import luhn
from leftopen.formats.written_number import number_detector


def valid(number: str) -> bool:
    """The month and the day (60 more in coordination numbers), and the check digit."""
    short = number[-10:]
    month, day = int(short[2:4]), int(short[4:6]) % 60
    return 1 <= month <= 12 and 1 <= day <= 31 and short[6:9] != "000" and luhn(short)


detector = number_detector(
    label="Swedish personal identity number",
    number=r"(?:19|20)?\d{6}[-+]?\d{4}",
    valid=valid,
    context=(
        "personnummer",
        "person nummer",
        "personnr",
        "samordningsnummer",
        "swedish id",
        "personal identity number",
        "personligt nummer",
    ),
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
