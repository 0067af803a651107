"""Italian tax codes (codice fiscale): sixteen characters of name, birth and place, with a check character.

Source: Decreto ministeriale 23 December 1976. Digits may be replaced by letters where two people have the
same code.
"""

from __future__ import annotations

from leftopen.formats.written_number import number_detector

# In stored text only the usual ones: with letters for digits, any base64 is full of them.
USUAL = r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]"
ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (*(1, 0, 5, 7, 9, 13, 15, 17, 19, 21), *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21),
         *(2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)),
        strict=True,
    )
)  # fmt: skip
DIGITS = str.maketrans("LMNPQRSTUV", "0123456789")


def valid(number: str) -> bool:
    """The day (41 to 71 for women), and the check character (odd places by a table)."""
    day = int(number[9:11].translate(DIGITS))
    even = sum(int(char) if char.isdigit() else ord(char) - 65 for char in number[1:15:2])
    total = sum(ODD[char] for char in number[0:15:2]) + even
    return (1 <= day <= 31 or 41 <= day <= 71) and chr(65 + total % 26) == number[15]


detector = number_detector(
    label="Italian tax code",
    number=r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]",
    valid=valid,
    stored=USUAL,
    hits=(
        "Codice fiscale: RSSMRA80A01H501U",
        '{"cf":"RSSMRA80A01H501U"}',
    ),
    misses=(
        "RSSMRA80A01H501V",
        "RSSMRA80A33H501U",
        "XRSSMRA80A01H501U",
        "RSSMRA80A01H501U2",
    ),
)
