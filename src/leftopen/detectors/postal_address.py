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
NAME = r"(?:[A-Z]|[^\x00-\x7f])(?:[A-Za-z'.-]|[^\x00-\x7f]){0,20}"
NAMES = rf"{NAME}(?: {NAME}){{0,3}}"
APART = r"[,\s>]{1,6}"
INSIDE = (
    r"(?i:,? (?:Apt|Apartment|Unit|Suite|Ste|Flat|No|Bldg|Building|Floor|Fl|Rm|Room|Lot)\.? ?[A-Z0-9-]{1,6}"
    r"| #[A-Z0-9-]{1,6})"
)
TOWN = (
    rf"(?:{NAMES}{APART}){{1,3}}"
    r"(?:[A-Z]{2}[ ,]{1,3}\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z0-9]? ?\d[A-Z]{2})"
)
ENGLISH = (
    rf"(?:(?:Flat|Unit|Apt"
    rf"|Apartment) [A-Z0-9-]{{1,6}}{APART})?\d{{1,5}}[A-Za-z]?(?:-\d{{1,5}})? (?:{NAME} "
    rf"|\d{{1,3}}(?:st|nd|rd|th) ){{1,4}}"
    rf"(?i:{STREET})\b\.?(?: (?:NE|NW|SE|SW|N|S|E|W|North|South|East|West))?{INSIDE}{{0,2}}{APART}{TOWN}"
)
BOX = (
    rf"(?i:P\.? ?O\.? ?Box|Post Office Box) \d{{1,7}}{APART}{TOWN}"
    rf"|(?:(?:BP|CS|B\.P\.) |(?<![0-9A-Za-z])(?:BP|CS|B\.P\.))\d{{1,6}}{APART}\d{{5}} {NAME}"
    rf"|Postfach \d[\d ]{{1,8}}{APART}\d{{5}} {NAME}"
)
WORD = r"[^\x00-&(-,.-@\[-`{-\x7f]{2,24}"
FRENCH = (
    rf"\d{{1,4}}(?: ?(?:bis|ter|quater|[A-D]\b))?,? (?i:{RUE}) "
    rf"(?:{WORD} ){{0,5}}{WORD}(?:{APART}(?i:b[^ ]{{1,2}}t|appt?|esc|r[^ ]{{1,2}}sidence|BP"
    rf"|CS)[^\n,]{{1,24}}){{0,2}}"
    rf"{APART}(?:F-)?\d{{5}} {WORD}"
    rf"|(?i:lieu-?dit|hameau|r[^ ]{{1,2}}sidence) (?:{WORD} ){{0,4}}{WORD}{APART}\d{{5}} {WORD}"
)
GERMAN = (
    rf"(?:{WORD} ){{0,2}}{WORD}?(?i:stra(?:ss|[^\x00-\x7f]{{1,2}})e|str\.|weg|platz|allee|gasse|ring"
    rf"|damm|ufer|markt|hof"
    rf"|chaussee|steig|berg|graben|garten|feld|park|promenade) \d{{1,4}} ?[a-z]?\b{APART}"
    rf"(?:D-)?\d{{5}} {WORD}|(?:Am|Im|An der|Auf der|In der|Zum|Zur|Unter den"
    rf"|Hinter der) {WORD} \d{{1,4}}[a-z]?{APART}\d{{5}} {WORD}"
)
ADDRESS = rf"(?:{ENGLISH}|{BOX}|{FRENCH}|{GERMAN})"
SHOWN = re.compile(r"[A-Za-z0-9\u00c0-\uffff]")
# The first half of each, for the prefilter and the trace.
ROUGH = (
    rf"\d[A-Za-z]? (?:(?:[A-Za-z'.-]|[^\x00-\x7f]|\d){{1,21}} ){{1,4}}(?i:{STREET})[^A-Za-z]"
    rf"|\d(?: ?(?i:bis|ter|quater|[a-d]))?,? (?i:{RUE}) "
    r"|(?i:stra(?:ss|[^\x00-\x7f]{1,2})e|str\.|weg|platz|allee|gasse|ring|damm|ufer|markt|hof"
    r"|chaussee|steig|berg|graben"
    r"|garten|feld|park|promenade) \d{1,4} ?[A-Za-z]?[^0-9A-Za-z]"
    r"|(?i:P\.? ?O\.? ?Box|Post Office Box|BP|CS|B\.P\.|Postfach) ?\d|(?i:lieu-?dit|hameau"
    r"|r[^ ]{1,2}sidence) "
    r"|(?i:Am|Im|An der|Auf der|In der|Zum|Zur|Unter den"
    rf"|Hinter der) [^ \n]{{2,48}} \d{{1,4}}[A-Za-z]?{APART}\d{{5}}"
)

# Two letters before a digit are in the middle of many codes. JSON writes a line end as a letter behind `\`.
TRACE = (
    ROUGH.replace(APART, r"(?:[,\s>]|\\[fnrt]){1,6}")
    .replace("|BP|CS|B", "|B")
    .replace(
        r"|(?i:lieu",
        r"|(?i:BP|CS)(?: |[^0-9A-Za-z+/]{1,3})\d|(?:[^0-9A-Za-z]|\\[bfnrt])(?i:BP|CS)\d|(?i:lieu",
        1,
    )
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
    trace=TRACE,
    severity=Severity.LOW,
    mask=mask,
    personal=True,
    hits=(
        "Jane Roe, 123 Example Street, Apt 4, Exampleville, OH 45011",
        "10 Example Road, Exampleton EX1 2MP",
        "12 bis rue de la Mairie, 75001 Exempleville",
        "Musterstra\u00dfe 12, 12345 Musterstadt",
        "P.O. Box 7714, Exampleville, OH 45011-7714",
        "Lieu-dit Les Exemples\n46330 Exempleville",
        "BP 30112, 44001 Exempleville",
        "Am Markt 5, 12345 Musterstadt",
        "Flat 3, 10 Example Road, Exampleton EX1 2MP",
        "101 5th Ave NW, Exampleville, OH 45011",
        "4500 NORTH EXAMPLE AVE\nEXAMPLEVILLE TX 78701-1234",
    ),
    misses=(
        "see 123 Example Street",
        "OH 45011",
        "9123 Example Streets, Exampleville, OH 45011",
        "1.99123 Example Street, Exampleville, OH 45011",
        "rue de la Mairie, 75001 Exempleville",
        "P.O. Box 7714 is closed",
        "Am Montag 12 um 12345 Uhr",
    ),
)
