"""UK NHS numbers: ten digits with a check digit. A keyword is required, because one number in eleven
passes.
"""

from __future__ import annotations

from leftopen.formats.check_digits import mod11
from leftopen.formats.written_number import number_detector


def valid(number: str) -> bool:
    return len(set(number)) > 1 and mod11(number)


detector = number_detector(
    label="UK NHS number",
    number=r"\d{3}[ -]?\d{3}[ -]?\d{4}",
    valid=valid,
    lead=12,
    context=("nhs", "nhs no", "nhs number", "nhs num", "nhsnumber", "chi number"),
    hits=(
        "NHS number: 943 476 5919",
        '{"nhs_number":"9434765919"}',
        "NHS No. 943-476-5919",
    ),
    misses=(
        "NHS number: 943 476 5918",
        "943 476 5919",
        "NHS number: 94347659190",
    ),
)
