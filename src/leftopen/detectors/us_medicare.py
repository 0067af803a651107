"""US Medicare beneficiary identifiers (MBI): eleven characters in a fixed order of letters and digits.

Source: CMS, "Understanding the MBI": the letters S, L, O, I, B, Z are never used. A keyword is required.
"""

from __future__ import annotations

from leftopen.formats.written_number import number_detector

LETTER = "[AC-HJKMNP-RT-Y]"
EITHER = "[0-9AC-HJKMNP-RT-Y]"
NUMBER = rf"[1-9]{LETTER}{EITHER}\d-?{LETTER}{EITHER}\d-?{LETTER}{{2}}\d{{2}}"


def valid(number: str) -> bool:
    return len(number) == 11


detector = number_detector(
    label="US Medicare beneficiary identifier",
    number=NUMBER,
    valid=valid,
    context=("medicare", "mbi", "hicn", "health insurance claim"),
    hits=(
        "Medicare number: 1EG4-TE5-MK73",
        "MBI 1EG4TE5MK73",
    ),
    misses=(
        "MBI 1SG4-TE5-MK73",
        "1EG4-TE5-MK73",
        "MBI 0EG4-TE5-MK73",
    ),
)
