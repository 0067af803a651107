"""Words that tell of a person's health: a condition beside a word of treatment, or a diagnosis code
behind its label.

English, French and German. One condition alone is no hit, because news and papers are full of them.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

CONDITIONS = (
    r"(?i:\b(?:HIV|AIDS|PTSD|post-traumatic stress|diabet(?:es|ic)|diab[eè]te|depressi(?:on|ve)|d[eé]pression"
    r"|schizophreni[ac]|schizophr[eé]nie|bipolar|bipolaire|epilepsy|[eé]pilepsie|cancer|lymphoma"
    r"|leuk(?:a)?emia"
    r"|leuc[eé]mie|tumou?rs?|tumeur|hepatitis|h[eé]patite|tuberculosis|tuberculose|asthma|asthme|hypertension"
    r"|stroke|anxiety disorder|trouble anxieux|alcohol(?:ism| dependence)|substance abuse"
    r"|overdose|suicid(?:al|e)"
    r"|pregnan(?:t|cy)|enceinte|grossesse|miscarriage|fausse couche|traumatic brain injury|TBI"
    r"|sclerosis|scl[eé]rose"
    r"|dementia|d[eé]mence|krebs|abh[äa]ngigkeit|schwangerschaft)\b)"
)
CODE = (
    r"(?i:ICD(?:-10)?(?:-CM)?|CIM-10|diagnos(?:is"
    r"|tic) codes?)[^0-9A-Za-z]{0,8}(?i:codes?[^0-9A-Za-z]{0,4})?(?-i:[A-TV-Z]\d{2}(?:\.\d{1,4})?)\b"
)
TREATED = re.compile(
    r"\b(?:patient|patiente|diagnos(?:is|ed|tic|tiqu[eé]{1,2}e?)|treated for|treatment (?:of"
    r"|for)|suffer(?:s|ing|ed) from"
    r"|prescri(?:bed|ption)|prescrit|medical history|medication|symptoms|sympt[oô]mes|atteinte? de|souffre"
    r"|suivie? pour|ant[eé]c[eé]dents|arr[eê]t maladie|ordonnance|hospitali[sz]ed|hospitalis[eé]e?|surgery"
    r"|test(?:ed)? positive|diagnose|befund|behandlung)\b",
    re.IGNORECASE,
)
REACH = 70


def accept(found: re.Match[str]) -> bool:
    """A code is behind its label already."""
    if found.group("code"):
        return True
    return TREATED.search(found.string, max(0, found.start() - REACH), found.end() + REACH) is not None


detector = Detector(
    label="words about a person's health",
    category=Category.HEALTH,
    pattern=rf"(?P<code>{CODE})|{CONDITIONS}",
    accept=accept,
    anchor=f"{CODE}|{CONDITIONS}",
    lead=48,
    severity=Severity.MEDIUM,
    about_person=True,
    hits=(
        "The patient was diagnosed with PTSD in 2019.",
        "Dx: ICD-10 code F43.10",
        "Patiente suivie pour un diabète de type 2",
        "tested positive for HIV",
    ),
    misses=(
        "Researchers hope for a cancer vaccine.",
        "the Great Depression",
        "ICD-10 code list",
        "a stroke of the pen",
    ),
)
