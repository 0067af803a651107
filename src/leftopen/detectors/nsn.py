"""NATO stock numbers (NSN): what is ordered, stored or maintained.

Source: ACodP-1: a supply class of four digits, the country of codification, and seven digits. Undivided
it needs the label.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import only, stands_alone
from leftopen.formats.value_label import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

# 00 and 01 US, 12 Germany, 14 France, 15 Italy, 21 Canada, 99 UK, and the other members and partners.
COUNTRIES = frozenset({0, 1, *range(11, 48), 50, 53, 56, 57, *range(60, 75), 98, 99})
LABEL = Label(
    "nsn", "national stock number", "nato stock number", "stock number", "stock no", "nomenclature otan"
)


def accept(found: re.Match[str]) -> bool:
    value = only(found.group())
    known = 10 <= int(value[:2]) <= 99 and int(value[4:6]) in COUNTRIES and value[6:] != "0000000"
    alone = stands_alone(found.string, found.start(), found.end())
    return known and alone and LABEL.leads(found.string, found.start())


detector = Detector(
    label="NATO stock number (NSN)",
    category=Category.PROCUREMENT,
    pattern=r"\b\d{4}-?\d{2}-?\d{3}-?\d{4}\b",
    accept=accept,
    context=("nsn", "stock number", "stock no", "nomenclature otan"),
    severity=Severity.LOW,
    hits=("NSN 1005-01-231-0973", "NATO stock number: 5820014519932", "NSN: 2320-14-123-4567"),
    misses=("NSN 0905-01-231-0973", "1005-01-231-0973", "NSN 1005-01-231-09731"),
)
