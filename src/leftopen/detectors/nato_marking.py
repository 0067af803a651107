"""NATO classification marks: COSMIC TOP SECRET to NATO UNCLASSIFIED, with ATOMAL and releasability, and
portion marks.

Source: C-M(2002)49. The words are unmistakable, so that a line, a bracket, a field or a cell is enough.
"""

from __future__ import annotations

import re

from leftopen.formats.marking_place import BEGIN, END, is_closed, value
from leftopen.formats.markings import taught
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

LEVEL = (
    r"(?:COSMIC TOP SECRET|NATO (?:SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED)|(?:OTAN|NATO) "
    r"(?:SECRET|CONFIDENTIEL"
    r"|DIFFUSION RESTREINTE|SANS CLASSIFICATION))"
)
PORTION = r"(?:CTS|NS|NC|NR|CTSA|NSAT|NCA)"
TAIL = (
    r"(?: ATOMAL| BOHEMIA)?(?: ?(?://|[-–]) ?(?:REL|RELEASABLE|LIMITED|EXERCISE|EU|ISAF|KFOR"
    r"|RSM|PFP)[A-Z0-9 ,/-]{0,100})?"
)

ALLIANCE = re.compile(r"\b(?:NATO|OTAN|COSMIC)\b")
PAGE = 3000


def accept(found: re.Match[str]) -> bool:
    shown = value(found)
    if not is_closed(found) or taught(found.string, found.start("value"), found.end("value")):
        return False
    if "NATO" in shown or "OTAN" in shown or "COSMIC" in shown:
        return True
    start = found.start()
    return (
        found.group()[:1] == "("
        and ALLIANCE.search(found.string, max(0, start - PAGE), start + PAGE) is not None
    )


detector = Detector(
    label="NATO classification marking",
    category=Category.MARKING,
    pattern=BEGIN + rf"(?P<value>{LEVEL}{TAIL}|{PORTION})" + END,
    accept=accept,
    severity=Severity.CRITICAL,
    hits=(
        "NATO SECRET\nbody",
        "COSMIC TOP SECRET ATOMAL\n",
        "NATO RESTRICTED//RELEASABLE TO PFP\n",
        "Subject: [NATO CONFIDENTIAL] the visit",
        "Classification = NATO RESTRICTED",
        "NATO RESTRICTED\n\n1. (NR) The unit moves.",
        "OTAN DIFFUSION RESTREINTE\n",
    ),
    misses=(
        "The NATO SECRET level is explained here.",
        "NATO SECRETARY\n",
        "NS\n",
        "the value (NR) was not reported",
        "An example of a banner:\nNATO SECRET\n",
    ),
)
