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
# Illnesses and treatments that are hardly ever spoken of otherwise.
ILLNESSES = (
    r"(?i:\b(?:heart attack|(?:myocardial )?infarct(?:ion|us)?|hearing loss|hernie discale"
    r"|herniated dis[ck]|shingles|zona"
    r"|chemotherapy|chimioth[eé]rapie|chemotherapie|(?:peanut|nut|penicillin|latex) allergy"
    r"|allergie (?:aux|[aà] l)"
    r"|[a-z]{4,16}itis|[a-z]{3,16}entz[uü]ndung|[a-z]{4,16}unterfunktion|tinnitus|gastro-?ent[eé]rite"
    r"|insuffisance (?:r[eé]nale|cardiaque)|kidney failure|dialys(?:is|e)|pneumonia|pneumonie"
    r"|crohn's disease|alzheimer"
    r"|parkinson|rehab for|lithium \d+ mg|anticoagulants?|AVC|COPD|BPCO|bandscheibenvorfall"
    r"|herzinfarkt|schlaganfall"
    r"|depressi(?:on|ve)|d[eé]pression)\b)"
)
CODE = (
    r"(?i:ICD(?:-10)?(?:-CM)?|CIM-10|diagnos(?:is"
    r"|tic) codes?)[^0-9A-Za-z]{0,8}(?i:codes?[^0-9A-Za-z]{0,4})?(?-i:[A-TV-Z]\d{2}(?:\.\d{1,4})?)\b"
)
# What a form says behind these words is an illness or a remedy, if it reads like one. A code ends it, which
# is found of its own.
LABELLED = (
    r"(?i:\b(?:diagnos(?:is|tic|e)|dx|pathologie|medical conditions?|current medications?"
    r"|ant[eé]c[eé]dents m[eé]dicaux"
    r"|vorerkrankung(?:en)?)\b)(?:[^\n:=?]{0,40}\?\n| ?\n| ?[:=] {0,3})"
)
NO_ILLNESS = re.compile(
    r"enter|list|none|n/a|select|see|your|date|if|not|unknown|error|warning|fail|mode|tool|log|test|code|\W|aucun|keine",
    re.IGNORECASE,
)
OF_ILLNESS = re.compile(
    r"itis\b|[eé]mie\b|[a-z]emia\b|osis\b|[a-z]pathy\b|algi[ae]\b|oma\b|ectomy|asthm|diab|hypert|depress|d[eé]press|cancer"
    r"|tum|failure|insuffisance|infarct|AVC|fracture|syndrom|disease|maladie|krankheit|funktion|schmerz|entz[uü]nd|\bmg\b"
    r"|chroni|acute|aigu|\bstage\b|disorder|trouble|st[oö]rung|anxiety|migr|allerg|canc|krebs|epilep|[eé]pilep|\b[A-TV-Z]\d{2}(?:\.\d|\b)",
    re.IGNORECASE,
)
TREATED = re.compile(
    r"\b(?:patient|patiente|diagnos(?:is|ed|tic|tiqu[eé]{1,2}e?)|treated for|treatment (?:of"
    r"|for)|suffer(?:s|ing|ed) from"
    r"|prescri(?:bed|ption)|prescrit|medical history|medication|symptoms|sympt[oô]mes|atteinte? de|souffre"
    r"|suivie? pour|ant[eé]c[eé]dents|arr[eê]t maladie|ordonnance|hospitali[sz]ed|hospitalis[eé]e?|surgery"
    r"|test(?:ed)? positive|diagnose|befund|behandlung)\b",
    re.IGNORECASE,
)
# Who has it.
SUFFERS = re.compile(
    r"\b(?:I have|I had|I've|j'ai|ich (?:bin|habe)|(?:my|our|his|her) (?:son|daughter|wife|husband"
    r"|mother|father|child)"
    r"|for my|wegen meiner|m[ae]ine?r?|sick (?:note|leave|day)|doctor|physician|hospital"
    r"|krankenhaus|arzt|krankgeschrieben"
    r"|arbeitsunf[aä]hig|m[eé]decin|h[oô]pital|accommodation request|service connection|epipen"
    r"|résident|(?:mr|mrs|ms|mme)\.? [A-Z]"
    r"|out sick|won't be at|gone till)\b",
    re.IGNORECASE,
)
REACH = 70


ILLNESS = re.compile(ILLNESSES)
# Without the beginnings of compounds: to look for any letters takes a tenth of the prefilter's time.
ENDING = re.sub(r"\[a-z\]\{\d,\d+\}", "", ILLNESSES.replace(r"\b", "", 1))


def accept(found: re.Match[str]) -> bool:
    """A code is behind its label already."""
    if found.group("code"):
        return True
    if named := found.group("named"):
        return NO_ILLNESS.match(named) is None and OF_ILLNESS.search(named) is not None
    if ILLNESS.fullmatch(found.group()) and SUFFERS.search(
        found.string, max(0, found.start() - REACH), found.end() + REACH
    ):
        return True
    return TREATED.search(found.string, max(0, found.start() - REACH), found.end() + REACH) is not None


detector = Detector(
    label="words about a person's health",
    category=Category.HEALTH,
    pattern=rf"(?P<code>{CODE})|{LABELLED}(?P<named>(?:(?!{CODE})[^\n\t]){{4,60}})|{CONDITIONS}|{ILLNESSES}",
    rough=rf"{CODE}|{LABELLED}[^\n\t]{{4}}|{CONDITIONS}|{ENDING}",
    accept=accept,
    anchor=f"{CODE}|{LABELLED.partition('(?:[^')[0]}|{CONDITIONS}|{ENDING}",
    lead=48,
    severity=Severity.MEDIUM,
    about_person=True,
    hits=(
        "The patient was diagnosed with PTSD in 2019.",
        "Dx: ICD-10 code F43.10",
        "Patiente suivie pour un diabète de type 2",
        "tested positive for HIV",
        "Diagnosis: acute appendicitis",
        "I can't come in today, I have shingles",
        "Diagnostic : insuffisance rénale chronique",
        "ich bin leider mit Lungenentzündung im Krankenhaus",
    ),
    misses=(
        "Researchers hope for a cancer vaccine.",
        "the Great Depression",
        "ICD-10 code list",
        "a stroke of the pen",
        "Diagnosis: see the log of the test",
        "the market had a heart attack",
    ),
)
