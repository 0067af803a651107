"""French social security numbers (NIR, numéro de sécurité sociale), with their key.

Source: INSEE: sex, year, month, department or country, commune, order, and a key of two digits, 97 minus the
number modulo 97; 2A and 2B of Corsica count as 19 and 18. One number in 97 passes by chance, so that sex,
month and key are all checked.
"""

from __future__ import annotations

from leftopen.formats.check_digits import mod97_key
from leftopen.formats.written_number import number_detector

NUMBER = r"[12378][ .-]?\d{2}[ .-]?\d{2}[ .-]?(?:\d{2}|2[AB])[ .-]?\d{3}[ .-]?\d{3}[ /.-]{0,3}\d{2}"


TRACED = r"(?:[ .-]|\\?/)"
MONTHS = frozenset({*range(1, 13), *range(20, 43), *range(50, 100)})


def valid(number: str) -> bool:
    """Sex, month, place and key. A key is never 00, and an order never 000."""
    if len(number) != 15 or int(number[3:5]) not in MONTHS or number[10:13] == "000":
        return False
    body = number[:13].replace("2A", "19").replace("2B", "18")
    return number[5:7] != "00" and mod97_key(int(body), number[13:])


detector = number_detector(
    label="French social security number (NIR)",
    number=NUMBER,
    valid=valid,
    # Over JSON, where a slash may be escaped.
    traced=NUMBER.replace("[ /.-]", TRACED),
    hits=(
        "N° de sécurité sociale : 2 69 05 49 588 157 80",
        "NIR 269054958815780",
        "1 85 05 2A 004 061 21 à jour",
    ),
    misses=(
        "2 69 05 49 588 157 81",
        "2 69 15 49 588 157 80",
        "12690549588157801",
    ),
)
