"""Canadian social insurance numbers: nine digits, the last by Luhn. A keyword is required."""

from __future__ import annotations

from leftopen.formats.digits import luhn, mask
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = r"[1-79]\d{2}[ -]?\d{3}[ -]?\d{3}"


def valid(number: str) -> bool:
    return len(set(number)) > 2 and luhn(number)


detector = Detector(
    label="Canadian social insurance number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    lead=11,
    accept=alone(valid),
    wide=widen(NUMBER, valid),
    context=(
        "social insurance",
        "sin number",
        "sin no",
        "sin",
        "s.i.n.",
        "assurance sociale",
        "nas",
        "n° nas",
        "no nas",
        "n.a.s.",
    ),
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "Social insurance number: 130 692 544",
        "SIN 130-692-544",
        '{"sin":"130692544"}',
        "Employé = Roe\tNAS = 130 692 544",
        "son NAS est le 130 692 544",
    ),
    misses=(
        "SIN 130-692-545",
        "130 692 544",
        "SIN 046 454 286",
    ),
)
