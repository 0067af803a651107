"""US bank accounts: the routing number of the bank with its check digit, and the account number beside it.

A routing number is public; together with an account number it lets money be drawn.
"""

from __future__ import annotations

from leftopen.formats.check_digits import aba
from leftopen.formats.written_number import number_detector
from leftopen.model.category import Category
from leftopen.model.severity import Severity

BANK = r"(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}"
NUMBER = rf"{BANK}[^0-9A-Za-z]{{1,6}}(?:account|acct|a/c)?[^0-9]{{0,24}}\d{{6,17}}"


def valid(number: str) -> bool:
    return len(set(number[:9])) > 2 and aba(number[:9])


detector = number_detector(
    label="US bank account",
    category=Category.FINANCE,
    number=NUMBER,
    valid=valid,
    lead=63,
    context=("routing", "aba", "rtn", "direct deposit"),
    severity=Severity.MEDIUM,
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
