"""Postal addresses: house number, street, place and postal code, as the US, the UK, France and Germany
write them.

A street alone, or a place with its code, is no hit: an organisation's page is full of them. Addresses
of offices are hits too; nothing in an address says who lives there.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Way|Circle|Cir"
    r"|Highway|Hwy|Parkway|Pkwy|Terrace|Ter|Trail|Loop|Square|Crescent|Gardens"
    r"|Hill|Grove|Pike|Close|Mews|Row|Walk|Rise|View|Green)"
)
RUE = (
    r"(?:rue|avenue|av\.|boulevard|bd|place|chemin|impasse|all(?:e|[^\x00-\x7f]{1,2})e|route|quai"
    r"|cours|square)"
)
NAME = r"[A-Z][A-Za-z'.-]{0,20}"
NAMES = rf"{NAME}(?: {NAME}){{0,3}}"
ENGLISH = (
    rf"\d{{1,5}} {NAMES} (?i:{STREET})\.?(?:,? (?:Apt|Unit|Suite|Ste|Flat"
    rf"|No)\.? ?[A-Z0-9-]{{1,6}}| #[A-Z0-9-]{{1,6}})?"
    rf"[,\s>]{{1,6}}(?:{NAMES}[,\s>]{{1,6}}){{1,2}}"
    r"(?:[A-Z]{2}[ ,]{1,3}\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z0-9]? \d[A-Z]{2})"
)
WORD = r"[^\x00-&(-,.-@\[-`{-\x7f]{2,24}"
FRENCH = (
    rf"\d{{1,4}}(?: ?(?:bis|ter|quater))?,? (?i:{RUE}) "
    rf"(?:{WORD} ){{0,5}}{WORD}[,\s>]{{1,6}}(?:F-)?\d{{5}} {WORD}"
)
GERMAN = (
    rf"{WORD}(?: {WORD})?(?i:stra(?:ss|[^\x00-\x7f]{{1,2}})e|str\.|weg|platz|allee|gasse|ring)"
    rf" \d{{1,4}}[a-z]?[,\s>]{{1,6}}"
    rf"(?:D-)?\d{{5}} {WORD}"
)
ADDRESS = rf"(?:{ENGLISH}|{FRENCH}|{GERMAN})"
SHOWN = re.compile(r"[A-Za-z0-9\u00c0-\uffff]")
# The first half of each, for the prefilter and the trace.
ROUGH = (
    rf"\d (?:[A-Za-z'.-]{{1,21}} ){{1,4}}(?i:{STREET})[^A-Za-z]|\d(?: ?(?i:bis|ter|quater))?,? (?i:{RUE}) "
    r"|(?i:stra(?:ss|[^\x00-\x7f]{1,2})e|str\.|weg|platz|allee|gasse|ring) \d{1,4}[A-Za-z]?[^0-9A-Za-z]"
)

# Five digits, four names of 21 letters and the word for a street.
LEAD = 110


def accept(found: re.Match[str]) -> bool:
    before = found.string[max(0, found.start() - 1) : found.start()]
    return not before.isdigit() and before != "."


def accept_stored(found: re.Match[str]) -> bool:
    return not found.string[max(0, found.start() - 1) : found.start()].isdigit()


def mask(value: str) -> str:
    """Nothing of it."""
    return SHOWN.sub("*", value)


detector = Detector(
    label="postal address",
    category=Category.PERSON,
    pattern=ADDRESS,
    accept=accept,
    wide=Wide(pattern=rf"(?i:{ADDRESS})", rough=ROUGH, accept=accept_stored, anchor=ROUGH, lead=LEAD),
    rough=ROUGH,
    anchor=ROUGH,
    lead=LEAD,
    trace=ROUGH,
    severity=Severity.LOW,
    mask=mask,
    personal=True,
    hits=(
        "Jane Roe, 123 Example Street, Apt 4, Exampleville, OH 45011",
        "10 Example Road, Exampleton EX1 2MP",
        "12 bis rue de la Mairie, 75001 Exempleville",
        "Musterstra\u00dfe 12, 12345 Musterstadt",
        "4500 NORTH EXAMPLE AVE\nEXAMPLEVILLE TX 78701-1234",
    ),
    misses=(
        "see 123 Example Street",
        "OH 45011",
        "9123 Example Streets, Exampleville, OH 45011",
        "1.99123 Example Street, Exampleville, OH 45011",
        "rue de la Mairie, 75001 Exempleville",
    ),
)
