"""Notices of export control on technical data: ITAR, the Arms Export Control Act, EAR.

Source: DoDI 5230.24, 22 CFR 120 to 130, 15 CFR 730 to 774. A notice says that this document is
controlled; a page about the rules is none.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

RULES = (
    r"(?i:arms export control act|traffic in arms regulations|itar|export administration|export.controlled"
    r"|22 CFR 12|15 CFR 7)"
)
NOTICE = (
    r"(?i:(?:this (?:document|file|drawing|e-?mail|message|data)|technical data|information)[^.]{0,120}"
    r"(?:arms export control act|international traffic in arms regulations|\bITAR\b|export administration"
    r"|export[- ]controlled|22 CFR 12[0-9]|15 CFR 7[3-7]\d)"
    r"|warning[ :-]{1,4}[^.]{0,80}(?:arms export control act|export administration act|\bITAR\b))"
)
ABOUT = re.compile(r"https?://|click|webinar|training|unsubscribe|course", re.IGNORECASE)
REACH = 100


def accept(found: re.Match[str]) -> bool:
    return ABOUT.search(found.string, max(0, found.start() - REACH), found.end() + REACH) is None


detector = Detector(
    label="export control notice",
    category=Category.MARKING,
    pattern=NOTICE,
    rough=RULES,
    anchor=RULES,
    lead=190,
    accept=accept,
    severity=Severity.HIGH,
    hits=(
        "WARNING - This document contains technical data restricted by the Arms Export Control Act",
        "This drawing contains information subject to ITAR.",
        "Technical data within is export-controlled",
    ),
    misses=(
        "ITAR applies to arms.",
        "This document on ITAR belongs to our training",
        "the Arms Export Control Act of 1976",
    ),
)
