"""Controlled unclassified information: banner, portion marks, the designation block, and the older FOUO."""

from __future__ import annotations

import re

from leftopen.formats.marking_place import BEGIN, END, is_closed, value
from leftopen.formats.markings import conforms_cui, taught
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

BLOCK = re.compile(
    r"^[> \t]{0,9}(?:CUI Categor(?:y|ies)|Distribution/Dissemination Controls?|LDC"
    r"|Limited Dissemination Controls?)[ \t]{0,3}:",
    re.IGNORECASE | re.MULTILINE,
)
OLD = re.compile(r"(?:UNCLASSIFIED|U)//(?:FOUO|FOR OFFICIAL USE ONLY|LES|SBU)(?://NOFORN|/NOFORN)?")


def accept(found: re.Match[str]) -> bool:
    """A designation block requires two of its lines; a mark requires known words and its own line or
    brackets."""
    if found.group("value") is None:
        return BLOCK.search(found.string, found.end(), found.end() + 600) is not None
    if not is_closed(found):
        return False
    shown = value(found)
    if taught(found.string, found.start("value"), found.end("value")):
        return False
    if OLD.fullmatch(shown):
        return True
    level, _, tail = shown.partition("//")
    return level in ("CUI", "CONTROLLED") and (level == "CUI" or bool(tail)) and conforms_cui(tail)


detector = Detector(
    label="controlled unclassified information (CUI)",
    category=Category.MARKING,
    pattern=(
        BEGIN
        + r"(?P<value>(?:CUI|CONTROLLED|UNCLASSIFIED//|U//)[A-Z0-9 ,/-]{0,200})"
        + END
        + r"|^[> \t]{0,9}Controlled by:"
    ),
    accept=accept,
    severity=Severity.HIGH,
    hits=(
        "CUI\nbody",
        "CUI//SP-PRVCY/OPSEC//FED ONLY\n",
        "CONTROLLED//PROPIN\n",
        "form1[0].Marking[0] = CUI//SP-CTI",
        "Annex B\tCUI//SP-EXPT//NOFORN\t4",
        "Subject: [CUI//PRVCY] leave roster",
        "2. (CUI//PRVCY) The roster.",
        "(U//FOUO) The roster.",
        "UNCLASSIFIED//FOR OFFICIAL USE ONLY\n",
        "Controlled by: Example Command\nCUI Category: PRVCY\nPOC: see above\n",
    ),
    misses=(
        "CUI stands for controlled unclassified information.",
        "CONTROLLED\n",
        "UNCLASSIFIED//lower case\n",
        "CUI//not a category\n",
        "CUI//123456789\n",
        "Controlled by: a thermostat\nPower: 5 W\n",
        "Documents are marked as\nCUI//PRVCY\n",
    ),
)
