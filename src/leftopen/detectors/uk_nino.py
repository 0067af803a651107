"""UK National Insurance numbers: two letters, six digits and a letter A to D.

Source: HMRC NIM39110: the letters D, F, I, Q, U, V are not used, O not as the second; some prefixes are never
given out. Without blanks a keyword is required, because digests contain such runs.
"""

from __future__ import annotations

from leftopen.formats.digits import mask
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]"


NEVER = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})


def valid(number: str) -> bool:
    return number[:2] not in NEVER


detector = Detector(
    label="UK National Insurance number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    lead=13,
    accept=alone(valid),
    wide=widen(NUMBER, valid),
    context=("national insurance", "nino", "ni number", "ni no", "insurance number", "nin", "hmrc", "paye"),
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "National Insurance number: AB 12 34 56 C",
        "NINO AB123456C",
        '{"ni_number":"AB123456C"}',
    ),
    misses=(
        "NINO GB123456C",
        "AB123456C",
        "NINO AB123456E",
        "NINO DB123456C",
    ),
)
