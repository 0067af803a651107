"""Polish PESEL numbers: birth date, order and a check digit. A keyword is required: one in ten passes."""

from __future__ import annotations

from leftopen.formats.check_digits import pesel
from leftopen.formats.written_number import number_detector


def valid(number: str) -> bool:
    """The month holds the century: 20 more for each after 1900."""
    month, day = int(number[2:4]) % 20, int(number[4:6])
    return 1 <= month <= 12 and 1 <= day <= 31 and pesel(number)


detector = number_detector(
    label="Polish identity number (PESEL)",
    number=r"\d{11}",
    valid=valid,
    context=("pesel", "nr pesel", "numer pesel"),
    hits=(
        "PESEL: 44051401359",
        '{"pesel":"44051401359"}',
    ),
    misses=(
        "PESEL: 44051401358",
        "44051401359",
        "PESEL: 44151401359",
    ),
)
