"""The machine-readable zone of passports: two lines of 44 characters, the second with four check digits.

Source: ICAO 9303, part 4. The second line alone is a hit, because it holds number, birth date and all checks.
"""

from __future__ import annotations

import re

from leftopen.formats.check_digits import mrz
from leftopen.formats.digits import mask
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

LINE = r"[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}[0-9<]\d"


def checks(line: str) -> bool:
    """Number, birth date, expiry, and the whole."""
    parts = (line[:9], line[9]), (line[13:19], line[19]), (line[21:27], line[27])
    whole = line[:10] + line[13:20] + line[21:43]
    return all(mrz(part) == int(digit) for part, digit in parts) and mrz(whole) == int(line[43])


def accept(found: re.Match[str]) -> bool:
    text, (start, end) = found.string, found.span()
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return not before.isalnum() and not after.isalnum() and checks(found.group())


def accept_stored(found: re.Match[str]) -> bool:
    return checks(found.group("value").upper())


WIDE = rf"(?i:{LINE})"

detector = Detector(
    label="machine-readable zone of a passport",
    category=Category.IDENTITY,
    pattern=LINE,
    accept=accept,
    wide=Wide(pattern=rf"(?=(?P<value>{WIDE}))", rough=WIDE, accept=accept_stored),
    trace=WIDE,
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ),
    misses=(
        "L898902C36UTO7408122F1204159ZE184226B<<<<<11",
        "L898902C37UTO7408122F1204159ZE184226B<<<<<10",
    ),
)
