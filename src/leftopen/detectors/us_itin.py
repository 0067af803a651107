"""US individual taxpayer identification numbers (ITIN): for people who have no Social Security number.

Source: IRS Publication 1915: they begin with 9; the fourth and fifth digit are 50 to 65, 70 to 88, 90 to 92
or 94 to 99. There is no check digit, so that a keyword is required.
"""

from __future__ import annotations

from leftopen.formats.written_number import number_detector

GROUPS = frozenset({*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)})


def valid(number: str) -> bool:
    """A group that is given out."""
    return int(number[3:5]) in GROUPS and len(set(number)) > 2


detector = number_detector(
    label="US individual taxpayer number (ITIN)",
    number=r"9\d{2}(?:-\d{2}-| \d{2} |\d{2})\d{4}",
    valid=valid,
    lead=11,
    context=(
        "itin",
        "individual taxpayer",
        "taxpayer id",
        "taxpayer identification",
        "taxpayer number",
        "tin",
        "tax id",
    ),
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
