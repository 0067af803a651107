"""German protection marks: VS-NfD, VS-VERTRAULICH, GEHEIM and STRENG GEHEIM.

Source: Verschlusssachenanweisung, § 2. GEHEIM alone needs the words for official secrecy near.
"""

from __future__ import annotations

import re

from leftopen.formats.marking_place import BEGIN, END, is_closed, value
from leftopen.formats.markings import taught
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

LEVEL = (
    r"(?:VS[ -]{1,3}NUR F[UÜ]{1,2}E?R DEN DIENSTGEBRAUCH|VS-N[Ff][Dd]|VS-VERTRAULICH|STRENG GEHEIM"
    r"|GEHEIM)"
)
OFFICIAL = re.compile(
    r"amtlich geheim|geheimgehalten|verschlusssache|VS-Einstufung|ausfertigung", re.IGNORECASE
)
REACH = 1500


def accept(found: re.Match[str]) -> bool:
    shown = value(found)
    if not is_closed(found) or taught(found.string, found.start("value"), found.end("value")):
        return False
    if shown.startswith("VS"):
        return True
    return OFFICIAL.search(found.string, max(0, found.start() - REACH), found.end() + REACH) is not None


detector = Detector(
    label="German protection marking",
    category=Category.MARKING,
    pattern=BEGIN + rf"(?P<value>{LEVEL}(?: - amtlich geheimgehalten)?)" + END,
    accept=accept,
    severity=Severity.HIGH,
    hits=(
        "VS - NUR FÜR DEN DIENSTGEBRAUCH\nText",
        "VS-NfD\n",
        "Betreff: [VS-NfD] Besuch",
        "GEHEIM\namtlich geheimgehalten\n",
        "Marking = VS-VERTRAULICH",
    ),
    misses=("GEHEIM\nein Rezept\n", "Das ist GEHEIM.", "[GEHEIM] ein Rezept", "die Stufe VS-NfD gilt"),
)
