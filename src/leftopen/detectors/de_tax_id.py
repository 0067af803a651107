"""German tax identification numbers (Steuer-ID): eleven digits with a check digit.

Source: § 139b AO, BZSt: the first is not 0; of the first ten one digit occurs two or three times; ISO 7064
mod 11,10.
"""

from __future__ import annotations

from leftopen.formats.check_digits import mod11_10
from leftopen.formats.written_number import number_detector


def valid(number: str) -> bool:
    """The check digit, and how often digits repeat."""
    ten = number[:10]
    distinct = len(set(ten))
    # Of nine different ones one stands twice; of eight one thrice, or two twice.
    repeated = distinct == 9 or (distinct == 8 and any(ten.count(digit) == 3 for digit in set(ten)))
    return repeated and mod11_10(number)


detector = number_detector(
    label="German tax identification number",
    number=r"[1-9]\d(?: ?\d{3}){3}",
    valid=valid,
    lead=14,
    context=(
        "steuer id",
        "steuerid",
        "steueridentifikationsnummer",
        "steuer identifikationsnummer",
        "identifikationsnummer",
        "idnr",
        "id nr",
        "steuerliche",
        "steuernummer",
        "tax id",
        "tax identification",
        "tax identification number",
        "tin",
    ),
    hits=(
        "Steuer-ID: 86 095 742 719",
        "IdNr. 86095742719",
        "Steueridentifikationsnummer 47036892816",
    ),
    misses=(
        "Steuer-ID: 86 095 742 718",
        "86 095 742 719",
        "Steuer-ID: 12345678901",
    ),
)
