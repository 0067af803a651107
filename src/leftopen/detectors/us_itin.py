"""US individual taxpayer identification numbers (ITIN): for people who have no Social Security number.

Source: IRS Publication 1915: they begin with 9; the fourth and fifth digit are 50 to 65, 70 to 88, 90 to 92
or 94 to 99. There is no check digit, so that a keyword is required.
"""

from __future__ import annotations

from leftopen.formats.digits import mask
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"9\d{2}(?:-\d{2}-| \d{2} |\d{2})\d{4}"


GROUPS = frozenset({*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)})


def valid(number: str) -> bool:
    """A group that is given out."""
    return int(number[3:5]) in GROUPS and len(set(number)) > 2


detector = Detector(
    label="US individual taxpayer number (ITIN)",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    lead=11,
    accept=alone(valid),
    wide=widen(NUMBER, valid),
    context=(
        "itin",
        "individual taxpayer",
        "taxpayer id",
        "taxpayer identification",
        "taxpayer number",
        "tin",
        "tax id",
    ),
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "ITIN: 912-70-1234",
        "Taxpayer ID 912 88 1234",
        '{"itin":"912901234"}',
    ),
    misses=(
        "ITIN: 912-69-1234",
        "912-70-1234",
        "ITIN: 812-70-1234",
        "ITIN: 912-70-12345",
    ),
)
