"""French passport and identity card numbers, where the word tells.

Passports: two digits, two letters, five digits. Cards until 2021: twelve digits, of which the first four are
the year and the month. Later ones: nine letters and digits, of which at least two are digits and two are
letters, because a name of nine letters may stand behind the label.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import mask
from leftopen.formats.value_label import DOCUMENT, PASSPORT, Label
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

BOOK = r"\d{2} ?(?:[A-Z]{2}|[a-z]{2}) ?\d{5}"
CARD = r"\d{2}(?:0[1-9]|1[0-2])\d{8}|[A-Z0-9]{9}"
NUMBER = f"{BOOK}|{CARD}"
OF_CARD = (
    "carte d'identité",
    "carte nationale d'identité",
    "cni",
    "identity card",
    "id card",
    "national id card",
    "national id",
    "carte d’identité",
    "pièce d'identité",
    "pièce d’identité",
    "titre d'identité",
    "id card no",
    "id card number",
    "identity card no",
    "identity card number",
    "national id number",
)
LABEL, CARD_LABEL = Label(*PASSPORT, *DOCUMENT), Label(*OF_CARD)
BOOK_ALONE = re.compile(BOOK)


LEAST = 2


def valid(number: str) -> bool:
    return len(number) == 12 or LEAST <= sum(map(str.isdigit, number)) <= len(number) - LEAST


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Beside its label, or where a clause leads from there to it."""
    if not NUMBER_ALONE(found):
        return False
    label = LABEL if BOOK_ALONE.fullmatch(found.group()) else CARD_LABEL
    return label.names(found.string, *found.span())


detector = Detector(
    label="French passport or identity card number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    lead=12,
    accept=accept,
    wide=widen(NUMBER, valid),
    context=(*PASSPORT, *OF_CARD),
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "Passeport n° 12AB34567",
        "passport number: 19 FV 12345",
        "numéro de passeport : 04AE99999",
        "passeport n° 12ab34567",
        "n° CNI : 190169350235",
        "carte d'identité n° X4RTBPFW4",
    ),
    misses=(
        "Passeport n° 12A34567",
        "12AB34567",
        "passeport n° 190169350235",
        "carte d'identité, dossier 190169350235",
        "carte d'identité PERIMEES1",
        "X4RTBPFW4",
        "passeport perdu, dossier 12AB34567",
    ),
)
