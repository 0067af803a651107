"""Swiss social security numbers (AHV, AVS): 756 and ten digits, the last a check digit as on goods."""

from __future__ import annotations

from leftopen.formats.check_digits import ean13
from leftopen.formats.digits import mask
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}"


def valid(number: str) -> bool:
    return len(set(number[3:])) > 1 and ean13(number)


detector = Detector(
    label="Swiss social security number (AHV)",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=alone(valid),
    wide=widen(NUMBER, valid),
    trace=rf"(?:^|[^0-9])(?i:{NUMBER})(?:[^0-9]|$)",
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
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
