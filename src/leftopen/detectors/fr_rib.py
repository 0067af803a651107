"""French bank accounts (RIB): bank, branch, account and a key modulo 97. A keyword is required."""

from __future__ import annotations

from leftopen.formats.written_number import number_detector
from leftopen.model.category import Category
from leftopen.model.severity import Severity

VALUES = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def valid(number: str) -> bool:
    """Letters of the account count as digits; the weights are 89, 15 and 3."""
    bank, branch, account = number[:5], number[5:10], number[10:21].translate(VALUES)
    total = 89 * int(bank) + 15 * int(branch) + 3 * int(account)
    return len(number) == 23 and 97 - total % 97 == int(number[21:])


detector = number_detector(
    label="French bank account (RIB)",
    category=Category.FINANCE,
    number=r"\d{5}[ -]?\d{5}[ -]?[0-9A-Z]{11}[ -]?\d{2}",
    valid=valid,
    context=(
        "rib",
        "relevé d identité bancaire",
        "identité bancaire",
        "code banque",
        "code guichet",
        "compte bancaire",
        "numéro de compte",
        "numero de compte",
    ),
    severity=Severity.MEDIUM,
    hits=(
        "RIB : 20041 01005 0500013M026 06",
        "Code banque 20041 01005 0500013M026 06",
    ),
    misses=(
        "RIB : 20041 01005 0500013M026 07",
        "20041 01005 0500013M026 06",
    ),
)
