"""UK NHS numbers: ten digits with a check digit. A keyword is required, because one number in eleven
passes.
"""

from __future__ import annotations

from leftopen.formats.check_digits import mod11
from leftopen.formats.digits import mask
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"\d{3}[ -]?\d{3}[ -]?\d{4}"


def valid(number: str) -> bool:
    return len(set(number)) > 1 and mod11(number)


detector = Detector(
    label="UK NHS number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    lead=12,
    accept=alone(valid),
    wide=widen(NUMBER, valid),
    context=("nhs", "nhs no", "nhs number", "nhs num", "nhsnumber", "chi number"),
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
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
