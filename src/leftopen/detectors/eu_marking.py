"""Classification marks of the European Union, always in two languages, and LIMITE of the Council.

Source: Council decision 2013/488/EU, annex III. The double words are unmistakable in any place.
"""

from __future__ import annotations

import re

from leftopen.formats.markings import taught
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

LEVEL = (
    r"(?:TR[EÈ]S SECRET UE ?/ ?EU TOP SECRET|SECRET UE ?/ ?EU SECRET|CONFIDENTIEL UE ?/ ?EU CONFIDENTIAL"
    r"|RESTREINT UE ?/ ?EU RESTRICTED)"
)
PORTION = r"\((?:TS-UE/EU-TS|S-UE/EU-S|C-UE/EU-C|R-UE/EU-R)\)"
LIMITED = r"^[> \t]{0,9}(?:EU |COUNCIL )?LIMITE[ \t\r]{0,9}$"
COUNCIL = re.compile(
    r"council of the european union|conseil de l.union europ|european commission|\bSEAE\b|\bEEAS\b", re.I
)
REACH = 2000


def accept(found: re.Match[str]) -> bool:
    """LIMITE is a word of its own: the Council must be named on its page."""
    if taught(found.string, found.start(), found.end()):
        return False
    if "LIMITE" not in found.group():
        return True
    return COUNCIL.search(found.string, max(0, found.start() - REACH), found.end() + REACH) is not None


detector = Detector(
    label="EU classification marking",
    category=Category.MARKING,
    pattern=rf"(?P<value>{LEVEL}|{PORTION}|{LIMITED})",
    accept=accept,
    severity=Severity.CRITICAL,
    hits=(
        "RESTREINT UE/EU RESTRICTED\nbody",
        "Classification = SECRET UE/EU SECRET",
        "2. (R-UE/EU-R) The unit moves.",
        "Council of the European Union\nLIMITE\n",
    ),
    misses=(
        "LIMITE\n",
        "RESTREINT UE\n",
        "Documents are marked as RESTREINT UE/EU RESTRICTED",
    ),
)
