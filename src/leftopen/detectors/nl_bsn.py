"""Dutch citizen service numbers (BSN): nine digits that pass the eleven test. A keyword is required."""

from __future__ import annotations

from leftopen.formats.check_digits import eleven_test
from leftopen.formats.written_number import number_detector


def valid(number: str) -> bool:
    return len(set(number)) > 2 and eleven_test(number)


detector = number_detector(
    label="Dutch citizen service number (BSN)",
    number=r"\d{3}[. ]?\d{3}[. ]?\d{3}|\d{4}[. ]\d{2}[. ]\d{3}",
    valid=valid,
    lead=11,
    context=(
        "bsn",
        "burgerservicenummer",
        "burger service nummer",
        "sofinummer",
        "sofi nummer",
        "sofi",
        "citizen service number",
    ),
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
