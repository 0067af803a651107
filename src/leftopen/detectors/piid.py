"""Procurement instrument identifiers: the numbers of US government contracts.

Source: FAR 4.1603, DFARS 204.16. Six characters for the office, two digits of fiscal year, a letter for the
type of instrument, a serial of four; the letters I and O are never used. Dashes were printed until 2016 and
are still in use. The year is 50 to 99 or 00 to 39. The current date is not used, so that a text always gives
the same result.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

KINDS = "ABCDFGHLMPQRSTVW"
LATEST_YEAR = 39
ORDERED = re.compile(
    r"(?:contract|order|solicitation|award|modification|\bmod\b|PIID|delivery|purchase|agreement)", re.I
)
REACH = 80


def accept(found: re.Match[str]) -> bool:
    """An office has letters and digits; without all dashes, a procurement keyword nearby is also required."""
    value = found.group().upper().replace("-", "")
    office, year, kind, serial = value[:6], int(value[6:8]), value[8], value[9:]
    if not any(char.isdigit() for char in office) or kind not in KINDS or serial == "0000":
        return False
    if LATEST_YEAR < year < 50:
        return False
    start, end = found.span()
    around = found.string[max(0, start - REACH) : end + REACH]
    named = found.group().count("-") == 3 or ORDERED.search(around) is not None
    return named and _alone(found.string, start, end)


def _alone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum() or before in {"_", "-"} or after == "_")


def mask(value: str) -> str:
    """Shows the office (the contract's owner) and the year (its age); the rest is hidden."""
    bare = value.replace("-", "")
    return f"{bare[:6]}-{bare[6:8]}-*-****"


detector = Detector(
    label="US government contract number",
    category=Category.PROCUREMENT,
    pattern=r"[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}-?\d{2}-?[A-HJ-NP-Z]-?[A-HJ-NP-Z0-9]{4}",
    accept=accept,
    severity=Severity.MEDIUM,
    mask=mask,
    hits=(
        "Contract No. H9ZZ99-23-C-0001",
        "ref: H9ZZ9923C0001, delivery order 4",
        "Solicitation H9ZZ99-19-R-00A1 was amended.",
    ),
    misses=(
        "contract H9ZZ99-23-C-0000",
        "contract HHZZHH-23-C-0001",
        "contract H9ZZ99-45-C-0001",
        "contract H9ZZ99-23-Z-0001",
        "build H9ZZ9923C0001 passed",
        "contract XH9ZZ9923C00012",
    ),
)
