"""How high a protective marking is, whoever's it is, so that the highest of many can be named.

Levels as the United States, NATO, the European Union, France, Germany and the United Kingdom write them; the
equivalences are those of the EU's Council Decision 2013/488/EU, annex, and of NATO's C-M(2002)49.
"""

from __future__ import annotations

import re

_LEVELS = (
    (4, r"TOP SECRET|TS|TR[EÈ]S SECRET|STRENG GEHEIM|COSMIC"),
    (3, r"SECRET|S|GEHEIM"),
    (2, r"CONFIDENTIAL|CONFIDENTIEL|C|VS-VERTRAULICH|VERTRAULICH"),
    (1, r"RESTRICTED|RESTREINTE?|DIFFUSION RESTREINTE|VS-NFD|VS-NUR|NUR F[UÜ]R DEN DIENSTGEBRAUCH"),
)
_WORDS = tuple(
    (level, re.compile(rf"(?<![A-ZÀ-Ý0-9-])(?:{words})(?![A-ZÀ-Ý0-9-])")) for level, words in _LEVELS
)
_PROTECTIVE = re.compile("DIFFUSION RESTREINTE")
"""Of France: since 1 July 2021 only Secret and Très Secret are levels (IGI 1300; so the instruction that the
arrêté of 27 April 2022 approves). Diffusion Restreinte is a protective marking, as the II 901 has it."""


def is_classified(text: str) -> bool:
    """A level of classification, and no protective marking such as CUI, FOUO or Diffusion Restreinte."""
    return marking_level(text) > 0 and not _PROTECTIVE.search(text.upper())


def marking_level(text: str) -> int:
    """4 top secret, 3 secret, 2 confidential, 1 restricted, 0 whatever is not classified, such as CUI. Of a
    banner only what stands before the controls counts: `UNCLASSIFIED//FOUO` is 0."""
    upper = text.upper()
    head = upper[2:] if upper.startswith("//") else upper
    head = head.partition("//")[0]
    if head.startswith(("UNCLASSIFIED", "U/", "CUI", "CONTROLLED")) or head == "U":
        return 0
    return next((level for level, words in _WORDS if words.search(head)), 0)
