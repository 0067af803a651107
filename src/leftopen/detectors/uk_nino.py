"""UK National Insurance numbers: two letters, six digits and a letter A to D.

Source: HMRC NIM39110: the letters D, F, I, Q, U, V are not used, O not as the second; some prefixes are never
given out. Without blanks a keyword is required, because digests contain such runs.
"""

from __future__ import annotations

from leftopen.formats.written_number import number_detector

NEVER = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})


def valid(number: str) -> bool:
    return number[:2] not in NEVER


detector = number_detector(
    label="UK National Insurance number",
    number=r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]",
    valid=valid,
    lead=13,
    context=("national insurance", "nino", "ni number", "ni no", "insurance number", "nin", "hmrc", "paye"),
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
