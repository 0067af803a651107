"""Reads a protective marking into its parts, so that markings of one document can be compared.

`TOP SECRET//SI/TK//REL TO USA, GBR` is a level, its compartments, and who may have it. Portions
(`S//NF`) and banners are read alike. Sources: EO 13526, 32 CFR 2001 and 2002, the public register of US
markings (2016), the CUI registry, NATO C-M(2002)49, EU Council decision 2013/488, the French IGI 1300.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """What the levels of the different systems are equal to, the lowest first."""

    UNCLASSIFIED = 0
    CONTROLLED = 1
    RESTRICTED = 2
    CONFIDENTIAL = 3
    SECRET = 4
    TOP_SECRET = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """`compartments`: SCI, SAP, AEA, FGI, or the categories of CUI, in the order in which they stand."""

    level: Level
    compartments: tuple[str, ...] = ()
    dissemination: tuple[str, ...] = ()


LEVELS = {
    "TOP SECRET": Level.TOP_SECRET, "TS": Level.TOP_SECRET, "COSMIC TOP SECRET": Level.TOP_SECRET,
    "CTS": Level.TOP_SECRET, "TRES SECRET": Level.TOP_SECRET, "TRES SECRET UE": Level.TOP_SECRET,
    "STRENG GEHEIM": Level.TOP_SECRET, "UK TOP SECRET": Level.TOP_SECRET,
    "SECRET": Level.SECRET, "S": Level.SECRET, "NATO SECRET": Level.SECRET, "NS": Level.SECRET,
    "SECRET DEFENSE": Level.SECRET, "SECRET UE": Level.SECRET, "GEHEIM": Level.SECRET,
    "UK SECRET": Level.SECRET,
    "CONFIDENTIAL": Level.CONFIDENTIAL, "C": Level.CONFIDENTIAL, "NATO CONFIDENTIAL": Level.CONFIDENTIAL,
    "NC": Level.CONFIDENTIAL, "CONFIDENTIEL DEFENSE": Level.CONFIDENTIAL,
    "CONFIDENTIEL UE": Level.CONFIDENTIAL, "VS-VERTRAULICH": Level.CONFIDENTIAL,
    "RESTRICTED": Level.RESTRICTED, "R": Level.RESTRICTED, "NATO RESTRICTED": Level.RESTRICTED,
    "NR": Level.RESTRICTED, "RESTREINT UE": Level.RESTRICTED, "DIFFUSION RESTREINTE": Level.RESTRICTED,
    "VS-NFD": Level.RESTRICTED, "VS-NUR FUR DEN DIENSTGEBRAUCH": Level.RESTRICTED,
    "CUI": Level.CONTROLLED, "CONTROLLED": Level.CONTROLLED,
    "UNCLASSIFIED": Level.UNCLASSIFIED, "U": Level.UNCLASSIFIED, "NATO UNCLASSIFIED": Level.UNCLASSIFIED,
    "NU": Level.UNCLASSIFIED,
}  # fmt: skip
PLAIN = str.maketrans("ÀÂÇÈÉÊËÎÏÔÖÙÛÜ", "AACEEEEIIOOUUU")
ALIASES = {
    "NF": "NOFORN", "OC": "ORCON", "PR": "PROPIN", "IMC": "IMCON", "XD": "EXDIS", "ND": "NODIS",
    "DS": "LIMDIS", "FEDONLY": "FED ONLY",
}  # fmt: skip
DISSEMINATION = re.compile(
    r"(?:NOFORN|ORCON(?:-USGOV)?|PROPIN|IMCON|RELIDO|FISA|RSEN|FOUO|FOR OFFICIAL USE ONLY|LIMDIS"
    r"|EXDIS|NODIS|SBU|LES"
    r"|SSI|FED ONLY|FEDCON|NOCON|DL ONLY|ATTORNEY-CLIENT|ATTORNEY-WP|REL(?: TO)? .*"
    r"|DISPLAY ONLY .*|EYES ONLY .*"
    r"|RELEASABLE TO .*|SPECIAL FRANCE)\Z"
)


def read_marking(value: str) -> Marking | None:
    """None where it begins with no level that is known."""
    plain = " ".join(value.upper().translate(PLAIN).strip(" ()[]/").split())
    level, _, tail = plain.partition("//")
    level = level.removesuffix(" ATOMAL").split("/EU ")[0].strip()
    if level not in LEVELS:
        return None
    entries = [ALIASES.get(entry, entry) for entry in map(str.strip, re.split("//?", tail)) if entry]
    return Marking(
        level=LEVELS[level],
        compartments=tuple(entry for entry in entries if not DISSEMINATION.match(entry)),
        dissemination=tuple(entry for entry in entries if DISSEMINATION.match(entry)),
    )


def highest(markings: Iterable[Marking]) -> Marking | None:
    """The banner that a document with these needs: the highest level, every compartment and every limit."""
    known = list(markings)
    if not known:
        return None
    return Marking(
        level=max(one.level for one in known),
        compartments=tuple(dict.fromkeys(entry for one in known for entry in one.compartments)),
        dissemination=tuple(dict.fromkeys(entry for one in known for entry in one.dissemination)),
    )
