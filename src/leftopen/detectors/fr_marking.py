"""French markings: the levels TRÈS SECRET and SECRET, CONFIDENTIEL DÉFENSE of before July 2021, and the
protective marking DIFFUSION RESTREINTE, with SPÉCIAL FRANCE.

Source: IGI 1300 of 2021 and the levels before it. SECRET alone needs a line about the secret of defence
near.
"""

from __future__ import annotations

import re

from leftopen.formats.marking_place import BEGIN, END, is_closed, value
from leftopen.formats.markings import taught
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

LEVEL = (
    r"(?:TR[EÈ]S SECRET(?: D[EÉ]FENSE)?|SECRET(?: D[EÉ]FENSE)?|CONFIDENTIEL D[EÉ]FENSE"
    r"|DIFFUSION RESTREINTE)"
)
FRANCE = r"(?: ?(?:[-–/]{1,2} ?)?SP[EÉ]CIAL FRANCE)?"
DEFENCE = re.compile(
    r"secret de la d[eé]fense|IGI 1300|sp[eé]cial france|413-9|habilit[eé]|d[eé]classifi", re.I
)
REACH = 1500


def accept(found: re.Match[str]) -> bool:
    shown = value(found)
    if not is_closed(found) or taught(found.string, found.start("value"), found.end("value")):
        return False
    if shown != "SECRET":
        return True
    return DEFENCE.search(found.string, max(0, found.start() - REACH), found.end() + REACH) is not None


detector = Detector(
    label="French marking (Secret, Diffusion Restreinte)",
    category=Category.MARKING,
    pattern=BEGIN + rf"(?P<value>{LEVEL}{FRANCE})" + END,
    accept=accept,
    severity=Severity.CRITICAL,
    hits=(
        "TRÈS SECRET\nNote",
        "SECRET DÉFENSE - SPÉCIAL FRANCE\n",
        "DIFFUSION RESTREINTE\n",
        "Objet : [CONFIDENTIEL DEFENSE] la visite",
        "Classification = DIFFUSION RESTREINTE",
        "SECRET\nCe document relève du secret de la défense nationale\n",
    ),
    misses=(
        "SECRET\nune recette\n",
        "la diffusion restreinte du film",
        "[SECRET] une recette",
        "Le niveau SECRET DÉFENSE a été supprimé.",
    ),
)
