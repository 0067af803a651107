"""US bank accounts: the routing number of the bank with its check digit, and the account number beside it.

A routing number is public; together with an account number it lets money be drawn.
"""

from __future__ import annotations

from leftopen.formats.check_digits import aba
from leftopen.formats.digits import mask
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

BANK = r"(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}"
NUMBER = rf"{BANK}[^0-9A-Za-z]{{1,6}}(?:account|acct|a/c)?[^0-9]{{0,24}}\d{{6,17}}"


def valid(number: str) -> bool:
    return len(set(number[:9])) > 2 and aba(number[:9])


detector = Detector(
    label="US bank account",
    category=Category.FINANCE,
    pattern=rf"\b(?:{NUMBER})\b",
    lead=63,
    accept=alone(valid),
    wide=widen(NUMBER, valid),
    context=("routing", "aba", "rtn", "direct deposit"),
    severity=Severity.MEDIUM,
    mask=mask,
    personal=True,
    hits=(
        "Routing 021000021, account 123456789",
        "ABA 021000021 Acct: 00123456789",
    ),
    misses=(
        "Routing 021000022, account 123456789",
        "021000021, account 123456789",
        "Routing 021000021",
    ),
)
