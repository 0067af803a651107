"""Driver licence numbers of any state, only where the words tell: their shapes are those of any
serial number.
"""

from __future__ import annotations

import re
from dataclasses import replace

from leftopen.formats.digits import mask
from leftopen.formats.value_label import REACH, Label
from leftopen.formats.written_number import alone, widen
from leftopen.model.category import Category
from leftopen.model.context_words import exact, rough
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = (
    "driver license",
    "driver licence",
    "drivers license",
    "drivers licence",
    "driver's license",
    "driver's licence",
    "driving licence",
    "driving license",
    "permis de conduire",
    "numéro de permis",
    "führerschein",
    "führerschein nr",
    "führerschein nummer",
    "führerscheins",
    "fahrerlaubnis",
    "fuhrerschein",
    "fuehrerschein",
    "dl number",
    "dl no",
    "license number state",
    "driver license or id card",
    "operator license",
    "operator license number",
    "operator's license",
    "driver number",
    "oln",
    "n° permis",
    "permis n°",
    "numéro du permis",
    "fs nummer",
    "fs nr",
)
# Also of programs and professions: only where somebody drives.
ANY = (
    "license",
    "licence",
    "license number",
    "licence number",
    "license no",
    "licence no",
    "lic",
    "permis",
    "dl",
)
NUMBER = (
    r"[A-Z]{0,3}\d(?:[ -]?\d){5,15}(?:[A-Z]{1,2}\d?)?|[A-Z]{2,4}9{0,3}\d{6}[A-Z9]{2}\d[A-Z]{2}"
    r"|[A-Z]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}"
    # Great Britain with blanks, Germany, and France since 2013.
    r"|[A-Z9]{5} ?\d{6} ?[A-Z9]{2} ?\d ?[A-Z]{2}|[A-Z]\d[0-9A-Z]{7}\d[0-9A-Z]|\d{2}[A-Z]{2}\d{5}"
)
LABEL, ANY_LABEL = Label(*WORDS), Label(*ANY)
# Great Britain: so no other licence is written.
SHAPED = re.compile(r"[A-Z9]{5} ?\d{6} ?[A-Z9]{2} ?\d ?[A-Z]{2}|[A-Z]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}")
DRIVES = re.compile(
    r"driv(?:er|ing)|\bdmv\b|vehicle|insured|\bdob\b|conducteur|chauffeur|v[eé]hicule|fahrer|fahrzeug"
    r"|\b[A-Z]{2} DL\b|\bDL#|\bLic\b[^\n]{0,24}\b(?:ST|[A-Z]{2})\b|poids lourd|\bclass",
    re.IGNORECASE,
)


def valid(number: str) -> bool:
    return len(set(number)) > 2


NUMBER_ALONE = alone(valid)


def accept(found: re.Match[str]) -> bool:
    """Beside its label, or where a clause leads from there to it."""
    if not NUMBER_ALONE(found):
        return False
    text, (start, end) = found.string, found.span()
    if LABEL.names(text, start, end):
        return True
    drives = SHAPED.fullmatch(found.group()) or DRIVES.search(text, max(0, start - REACH), end + REACH)
    return drives is not None and ANY_LABEL.names(text, start, end)


STORED, NAMED = widen(NUMBER, valid), exact(WORDS)


def accept_stored(found: re.Match[str]) -> bool:
    """A word of its own stands near, or one for any licence where somebody drives."""
    text, low, high = found.string, max(0, found.start() - REACH), found.end() + REACH
    near = NAMED.search(text, low, high) or SHAPED.fullmatch(found.group()) or DRIVES.search(text, low, high)
    return near is not None and STORED.accept(found)


detector = Detector(
    label="driver licence number",
    category=Category.IDENTITY,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=accept,
    anchor=r"\d(?:[ -]?\d){4}|[A-Z]\d[0-9A-Z]{7}\d",
    lead=20,
    wide=replace(STORED, accept=accept_stored),
    context=(*WORDS, *ANY),
    # A word for any licence stands in every program's notice: only with a number behind it.
    beside=rough(WORDS) + r"|(?i:licen[cs]e|lic|permis|dl)[^A-Za-z\n][^\n]{0,60}\d{3}",
    heading=rough((*WORDS, *ANY)),
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "Driver's License No: D1234567",
        "driver_license=S123-456-78-901-0",
        "Driving licence ROEEE802035JA9AB",
        "Permis de conduire n° 920312345678",
        "mon permis de conduire porte le numéro 27BV21587",
        "Führerscheinnummer: C81ITW7P194",
        "Driver: Benito Sarlo, Lic. R34031759, MA",
    ),
    misses=(
        "a driver's license, order 12345678",
        "D1234567",
        "Driver license: pending",
        "License number 34031759 of the program",
        "dl D1234567890",
    ),
)
