"""Belgian national register numbers: birth date, order and a check of two digits (modulo 97).

With its dots and dashes a number is a hit; undivided it needs a keyword.
"""

from __future__ import annotations

from leftopen.formats.check_digits import mod97_key
from leftopen.formats.written_number import number_detector


def valid(number: str) -> bool:
    """Those born since 2000 have a 2 before the number when it is divided."""
    body, key = int(number[:9]), number[9:]
    month, day = int(number[2:4]) % 20, int(number[4:6])
    dated = month <= 12 and day <= 31 and number[6:9] not in ("000", "999")
    return dated and (mod97_key(body, key) or mod97_key(2 * 10**9 + body, key))


detector = number_detector(
    label="Belgian national register number",
    number=r"\d{2}\.?\d{2}\.?\d{2}[- ]?\d{3}[. ]?\d{2}",
    valid=valid,
    context=(
        "rijksregister",
        "rijksregisternummer",
        "registre national",
        "numéro national",
        "numero national",
        "national register",
        "national number",
        "nrn",
        "niss",
        "insz",
        "belgian",
    ),
    hits=(
        "Rijksregisternummer 93.05.18-223.61",
        "NISS: 93051822361",
    ),
    misses=(
        "Rijksregisternummer 93.05.18-223.62",
        "93051822361",
        "NISS 93.15.18-223.61",
    ),
)
