"""Spanish identity numbers, DNI and NIE, with their letter. A keyword is required: digests contain such runs.

Source: Real Decreto 1553/2005: the letter is the number modulo 23; X, Y, Z of foreigners stand for 0, 1, 2.
"""

from __future__ import annotations

from leftopen.formats.written_number import number_detector

LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def valid(number: str) -> bool:
    body = number[:-1].translate(str.maketrans("XYZ", "012"))
    return LETTERS[int(body) % 23] == number[-1]


detector = number_detector(
    label="Spanish identity number (DNI, NIE)",
    number=r"(?:\d{8}|[XYZ]-?\d{7})-?[A-HJ-NP-TV-Z]",
    valid=valid,
    context=("dni", "nie", "nif", "documento nacional", "número de identidad", "numero de identidad"),
    hits=(
        "DNI: 12345678Z",
        "NIE X-1234567-L",
        '{"nif":"12345678Z"}',
    ),
    misses=(
        "DNI: 12345678A",
        "12345678Z",
        "DNI: 123456789Z",
        "NIE X1234567A",
    ),
)
