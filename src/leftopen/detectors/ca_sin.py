"""Canadian social insurance numbers: nine digits, the last by Luhn. A keyword is required."""

from __future__ import annotations

from leftopen.formats.digits import luhn
from leftopen.formats.written_number import number_detector


def valid(number: str) -> bool:
    return len(set(number)) > 2 and luhn(number)


detector = number_detector(
    label="Canadian social insurance number",
    number=r"[1-79]\d{2}[ -]?\d{3}[ -]?\d{3}",
    valid=valid,
    lead=11,
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
