"""Bank identifier codes (BIC, SWIFT) directly behind the word: they say whose bank it is.

Source: ISO 9362: four letters of the bank, the country, two characters of the place, and three of the branch.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import stands_alone
from leftopen.formats.value_label import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.packaged import read_toml
from leftopen.model.severity import Severity

WORDS = (
    "bic",
    "swift",
    "swift code",
    "bic code",
    "code bic",
    "bic swift",
    "swift bic",
    "bank identifier code",
)
LABEL = Label(*WORDS)
COUNTRIES = frozenset(read_toml("leftopen.formats", "bank_countries")["bic"].split())


def accept(found: re.Match[str]) -> bool:
    alone = stands_alone(found.string, found.start(), found.end())
    return found.group()[4:6] in COUNTRIES and alone and LABEL.leads(found.string, found.start())


detector = Detector(
    label="bank identifier code (BIC)",
    category=Category.FINANCE,
    pattern=r"\b[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?\b",
    accept=accept,
    context=WORDS,
    severity=Severity.INFO,
    hits=("BIC: DEUTDEFF500", "SWIFT code AGRIFRPP", "BIC/SWIFT : BNPAFRPPXXX"),
    misses=("BIC: EXAMQQPP", "DEUTDEFF500", "SWIFT BIC: DEUTXXFF"),
)
