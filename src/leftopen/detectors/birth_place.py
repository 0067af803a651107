"""Places of birth: the words behind their label, in a form or a sentence. Shown only by their shape."""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

LABEL = (
    r"(?i:place[ _-]?of[ _-]?birth|birth[ _-]?place|(?:city|town|country)[ _-]?of[ _-]?birth|birth[ _-]?city"
    r"|lieu[ _-]de[ _-]naissance|geburtsort|lugar[ _-]de[ _-]nacimiento|luogo[ _-]di[ _-]nascita)"
)
GAP = r"(?:\[\d{1,3}\])?[^0-9A-Za-z(]{0,8}(?:\([A-Za-z ,/]{2,40}\))?[^0-9A-Za-z(]{0,8}(?:is |was |est )?"
VALUE = r"(?P<value>[A-Z][A-Za-z'.-]{1,30}(?:[ ,]{1,2}[A-Z][A-Za-z'.-]{1,30}){0,3})"
# What a blank form and its instructions say behind the label.
NO_PLACE = re.compile(
    r"(?:provide|enter|list|your|if|see|city|state|country|county|date|place|name|sex|unknown"
    r"|none|not|is|the|ssn"
    r"|social|last|first|no|yes|n/a|born|citizenship|nationality|section|from|to)\b",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[^\W\d_]")


def accept(found: re.Match[str]) -> bool:
    return NO_PLACE.match(found.group("value")) is None


def mask(value: str) -> str:
    return LETTERS.sub("*", value[1:]).join((value[:1], ""))


detector = Detector(
    label="place of birth",
    category=Category.PERSON,
    pattern=LABEL + GAP + VALUE,
    accept=accept,
    severity=Severity.LOW,
    mask=mask,
    about_person=True,
    hits=(
        "Place of birth: Exampleville, Ohio",
        "form1[0].Section3[0].BirthCity[0] = Exampleville",
        "Lieu de naissance : Exempleville",
        "PLACE OF BIRTH (City, State)  EXAMPLEVILLE",
    ),
    misses=(
        "Place of birth: provide your place of birth",
        "Place of birth:\nDate of birth:",
        "the place of birth of the project",
    ),
)
