"""Swiss social security numbers (AHV, AVS): 756 and ten digits, the last a check digit as on goods."""

from __future__ import annotations

from leftopen.formats.check_digits import ean13
from leftopen.formats.written_number import number_detector


def valid(number: str) -> bool:
    return len(set(number[3:])) > 1 and ean13(number)


detector = number_detector(
    label="Swiss social security number (AHV)",
    number=r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}",
    valid=valid,
    hits=(
        "AHV-Nr. 756.9217.0769.85",
        "AVS 7569217076985",
    ),
    misses=(
        "AHV-Nr. 756.9217.0769.84",
        "757.9217.0769.85",
        "1756.9217.0769.85",
    ),
)
