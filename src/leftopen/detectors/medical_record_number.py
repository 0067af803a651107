"""Medical record numbers, only where their label tells: every hospital has its own."""

from __future__ import annotations

import re

from leftopen.formats.digits import mask
from leftopen.formats.value_label import Label
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = (
    "mrn",
    "medical record",
    "medical record number",
    "medical record no",
    "patient id",
    "patient number",
    "patient no",
    "dossier patient",
    "dossier médical",
    "dossier medical",
    "ipp",
    "numéro patient",
    "numéro de patient",
    "identifiant patient",
    "medical file",
    "medical chart",
    "chart number",
    "hospital number",
    "hospital no",
    "patienten nr",
    "patienten nummer",
    "patienten id",
    "patientenakte",
    "krankenakte",
)
NUMBER = r"[A-Z]{0,3}\d(?:-?\d){4,11}"
LABEL = Label(*WORDS)


def valid(number: str) -> bool:
    return len(set(number)) > 1


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Beside its label, or where a clause leads from there to it."""
    return NUMBER_ALONE(found) and LABEL.names(found.string, *found.span())


detector = Detector(
    label="medical record number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=accept,
    wide=widen(NUMBER, valid),
    context=WORDS,
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "MRN: 00123456",
        "Medical record number 12-34-567",
        "Patient ID: P1234567",
        "numéro de dossier patient : 7654321",
    ),
    misses=(
        "MRN: pending, order 1234567",
        "00123456",
        "MRN: 123",
    ),
)
