"""Words that tell of a person's health: an illness or a treatment that somebody has, that is treated, or that
stands behind a label of a form or in a column; a diagnosis code behind its label.

English, French and German. An illness alone is no hit, because news and papers are full of them; what is
spoken of without anybody who has it (`cancer`) needs more than a pronoun near it.
"""

from __future__ import annotations

import re

from leftopen.formats.illness_words import ABBREVIATIONS, BUILT, CLINICAL, ENDS, NEWS, pattern
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = rf"(?i:(?P<news>{pattern(NEWS)})|{pattern(CLINICAL)}|{BUILT})|{pattern(ABBREVIATIONS)}"
ROUGH = rf"(?i:{'|'.join((*NEWS, *CLINICAL))})|{'|'.join(ABBREVIATIONS)}|{ENDS}"
CODE_VALUE = r"[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
CODE = (
    r"(?i:(?:ICD|CIM)[- ]?(?:10)?(?:-[CG]M)?|(?:diagnos(?:is|tic|e)|dx) codes?|code diagnostic"
    r"|diagnos(?:is|e|tic)|dx)"
    r"[^0-9A-Za-z]{0,8}(?i:codes?[^0-9A-Za-z]{0,4})?"
)
# Of ICD-10, with its dot, beside the illness.
CODED = re.compile(r"\b[A-TV-Z]\d\d\.\d{1,2}\b")
# What a form or a column is named that holds an illness, or why somebody is away.
LABELS = (
    r"diagnos(?:is|es|tics?|en?)|dx|patholog(?:y|ies|ie)|(?:medical|health|pre-?existing"
    r"|chronic) (?:conditions?|history"
    r"|issues?|problems?)|conditions?|illness(?:es)?|disease|disability|disabilities|impairments?"
    r"|ailments?|complaints?"
    r"|symptoms?|allerg(?:y|ies|ie|ien|en|[eè]nes?)|medications?|medicines?|meds|prescriptions?|rx"
    r"|treatments?|therap(?:y|ies|ie)"
    r"|proc[eé]dures?|surger(?:y|ies)|injur(?:y|ies)|remarks?|notes?|comments?|findings?|indications?"
    r"|medical|health|special needs|accommodations?|dietary|limitations?|restrictions?|absences?"
    r"|leave|reason(?: for \w+)?"
    r"|ant[eé]c[eé]dents|maladies?|sant[eé]|traitements?|m[eé]dicaments?|motifs?|sympt[oô]mes?"
    r"|affections?|handicap|inaptitude"
    r"|observations?|remarques?|ald|arr[eê]t|vorerkrankung(?:en)?|krankheit(?:en)?"
    r"|erkrankung(?:en)?|beschwerden|befund(?:e)?"
    r"|grund|anlass|behandlung(?:en)?|medikament(?:e|ion)?|medikation|therapien?|behinderung"
    r"|fehlgrund|bemerkung(?:en)?"
    r"|unvertr[aä]glichkeit(?:en)?|gesundheit|problems?|past history|pmh|chief complaint|prescription"
)
# What a column is named by that holds them.
HEADS = (
    r"diagnos(?:is|es|tics?|en?)|dx|pathologie|(?:medical|health) (?:condition|history|notes?|info)"
    r"|conditions?|illness"
    r"|disability|symptoms?|allerg(?:y|ies|ie|ien|enes?)|medications?|meds|treatments?|therapy"
    r"|reason(?: for [a-z]+)?|motif"
    r"|ant[eé]c[eé]dents|maladie|traitement|handicap|vorerkrankung(?:en)?|krankheit|erkrankung"
    r"|befund|grund|behandlung"
    r"|medikament(?:e|ion)?|notes?|remarks?|comments?|absence|restrictions?|limitations?"
    r"|accommodations?|injury|complaint"
    r"|procedure|surgery|prescription|rx|special needs|observations?|remarques?|ald"
    r"|bemerkung(?:en)?|beschwerden"
)
# Before it in its line, or in the line above.
SEPARATED = re.compile(r"[:=|\t?]|[.\s]{2}")
LABEL_BEFORE = re.compile(
    rf"(?:\b|_)(?:{LABELS})\b[^\n:=.|\t]{{0,40}}(?:\?|[.\s]{{2,}}|[:=|\t])[^\n:=|]{{0,60}}\Z", re.IGNORECASE
)
LABEL_ABOVE = re.compile(rf"\b(?:{LABELS})\b[^\n.]{{0,24}}\Z", re.IGNORECASE)
ABOVE, BEGINNING = 50, 40
"""Characters of a line that is a label, and of what stands before the illness below it."""
SOMEBODY_WORDS = (
    r"(?:\b(?:I|he|she|je|j['’]ai|elle|il|ich|er|sie|him|her|his|my|mon|ma|mes|son|sa|ses"
    r"|meine?[rnms]?|seine?[rnms]?|ihre?[rnms]?|unsere?[rnms]?)\b"
    r"|\b(?:the|a|an|this|our|le|la|l['’]|cette?|der|die|das|dem|den|des"
    r"|eine?[rnms]?) ?(?:patiente?n?|employee|colleague|applicant"
    r"|claimant|resident|member|veteran|student|child|daughter|son|wife|husband|mother|father|man"
    r"|woman|boy|girl"
    r"|driver|tenant|caller|guest|candidate|salari[eé]e?|coll[eè]gue|assur[eé]e?|r[eé]sidente?"
    r"|candidate?|enfant|fille|fils"
    r"|[eé]l[eè]ve|kolleg(?:e|in|en)|mitarbeiter(?:in|s)?|kind|tochter|sohn|frau|mann|patientin"
    r"|bewohner(?:in|s)?"
    r"|versicherten?|sch[uü]ler(?:in|s)?)\b"
    r"|\bpatiente?n? (?:is|was|with|has|diagnosed|treated|admitted|suffers?|suffering|reports?"
    r"|presents?|denies|diagnostiqu[eé]e?|suivie?|pr[eé]sente|atteinte?"
    r"|souffre|mit|hat)\b"
    r"|\b(?-i:(?:Mr|Mrs|Ms|Mme|Mlle|M|Dr|Herrn?|Frau|Sgt|Cpl|Pvt|Lt|Capt|Maj)\.? [A-ZÀ-Þ]))"
)
SOMEBODY = re.compile(SOMEBODY_WORDS, re.IGNORECASE)
# It is somebody's: `I have`, `she was told that it is`, `his`.
VERBS = (
    r"has|have|had|having|got|is|am|was|been|gets?|suffers?|suffered|lives? with|survived|developed"
    r"|contracted|caught"
    r"|broke|fractured|takes?|taking|uses?|needs?|undergo(?:es|ing)?|underwent|died of|beat|recovering from"
    r"|ai|a (?:une?|eu|fait|subi|du|des|le|la)|est|suis|[eé]tait|souffre|souffrait|prend|prends"
    r"|suit|subi|bin|ist|war|habe|hat|hatte|leidet?|litt|bekam"
    r"|erlitt|nimmt|nehme|braucht"
)
HAS = re.compile(
    rf"(?:{SOMEBODY_WORDS}[^.!?\n]{{0,30}}\b(?:{VERBS}|since|after|because of|due to|for|under|on"
    rf"|pour|depuis|apr[eè]s|sous|suivie?|with|avec"
    r"|atteinte?|wegen|nach|seit|aufgrund|mit)\b"
    rf"|(?-i:(?:[A-ZÀ-Þ][a-zß-ÿ’'-]+ )?[A-ZÀ-Þ][a-zß-ÿ’'-]+),? (?:{VERBS})\b|\b(?:I|he|she)['’](?:s"
    rf"|m|ve)\b)[^.!?\n]{{0,30}}\Z"
    r"|\b(?:my|his|her|ma|mon|sa|son|meine?[rnms]?|seine?[rnms]?|ihre?[rnms]?)\b(?:[ ]\w+){0,1} \Z",
    re.IGNORECASE,
)
# The same, so near that it is said of nobody else.
DIRECT = re.compile(
    rf"(?:\b(?:I|he|she|je|j['’]|elle|il|ich|er|sie)\b|(?-i:[A-ZÀ-Þ][a-zß-ÿ’'-]+)|\b(?:son|daughter"
    rf"|wife|husband|mother"
    r"|father|child|patient|employee|colleague|fille|fils|femme|mari|tochter|sohn|frau|mann|kind"
    r"|coll[eè]gue|kollegin)\b)"
    rf",? ?(?:{VERBS}|['’](?:m|ve)\b)(?: [^\s.,;:!?]{{1,12}}){{0,4}} \Z"
    r"|\b(?:he|she)['’]s(?: [^\s.,;:!?]{1,12}){0,3} \Z|(?-i:\b[A-ZÀ-Þ][a-zß-ÿ]{2,})['’]s (?:\w{3,12} )?\Z"
    r"|\b(?:my|meiner|meinem|meine|ma|mon) \Z",
    re.IGNORECASE,
)
# It is treated. Both are sought in lower case, which is quicker.
TREATED = re.compile(
    r"\b(?:patiente?n?|diagnos(?:is|ed|tic|tiqu[eé]{1,2}e?|tiziert)|treated for|treatment (?:of|for)"
    r"|suffer(?:s|ing|ed) from"
    r"|prescri(?:bed|ption)|prescrite?|medical history|medication|symptoms|sympt[oô]mes"
    r"|atteinte? de|souffre"
    r"|suivie? pour|ant[eé]c[eé]dents|arr[eê]t (?:maladie|de travail)|ordonnance|hospitali[sz]ed"
    r"|hospitalis[eé]e?"
    r"|remission|relapse|flare-?up|emergency room|urgences|notaufnahme|therapist|specialist|inhaler|ward"
    r"|surgery|diagnose|befund|behandlung|behandelt|op[eé]r[eé]e?|operated on|operiert)\b",
)
# Somebody is away or asks for something because of it.
AWAY = re.compile(
    r"\b(?:test(?:ed|s)? positive|test[eé]e? positi[fv]e?|positiv getestet|sick (?:note|leave|day"
    r"|pay)|sick(?:-| )listed|medical leave|signed off|off (?:sick|work|with)|(?:out|down|home"
    r"|in bed) with|out sick|won't be at"
    r"|can(?:'t|not) (?:come|work|attend|make it)|doctor'?s? (?:says|said|note)"
    r"|accommodation (?:request|for)|fmla"
    r"|service[ -]connect(?:ion|ed)|disability (?:claim|rating|benefits)|workers'? comp"
    r"|insurance claim|on leave|unfit"
    r"|arbeitsunf[aä]hig|krankgeschrieben|krankmeldung|krankenschein|krankenhaus|im krank|klinik"
    r"|reha|attest"
    r"|en arr[eê]t|m[eé]decin du travail|inapte|inaptitude|mi-temps th[eé]rapeutique"
    r"|hospitalisation|mdph|ald\b"
    r"|schwerbehindert\w*|wiedereingliederung|gone till)\b",
)
# In a row the illness is alone in its cell, but for two words.
CELLS = ("|", ";", "\t", ",")
CELL_BEFORE = re.compile(r"(?:\A|[\n|;\t]|,(?! ))[ \"]{0,2}(?:\w+[ -]){0,2}\Z")
CELL_BEHIND = re.compile(r"(?:[ -]\w+){0,2}[ \"]{0,2}(?:[|;\t\r\n]|,(?! )|\Z)")
ROW = 200
NEAR, REACH = 70, 90
NEWS_SHORT = frozenset({"HIV", "VIH", "AIDS", "SIDA"})


def accept(found: re.Match[str]) -> bool:
    """A code is behind its label already."""
    if found["code"]:
        return True
    text, (start, end) = found.string, found.span()
    if text[max(0, start - 1) : start].isalpha() or text[end : end + 1].isalpha():
        return False
    near = max(0, start - NEAR), end + NEAR
    if (
        _labelled(text, start)
        or _in_row(text, start, end)
        or CODED.search(text, *near)
        or AWAY.search(text[slice(*near)].lower())
    ):
        return True
    clause = _clause(text, start)
    if found["news"] is not None or found.group() in NEWS_SHORT:
        return _has(text, clause, start, near, DIRECT, HAS)
    return _has(text, clause, start, near, HAS, SOMEBODY)


def _has(
    text: str, low: int, start: int, near: tuple[int, int], near_by: re.Pattern[str], treated: re.Pattern[str]
) -> bool:
    """Somebody does, as `near_by` tells; or it is treated, and `treated` tells that of somebody."""
    if near_by.search(text, low, start) is not None:
        return True
    if TREATED.search(text[slice(*near)].lower()) is None:
        return False
    return treated.search(text, *((low, start) if treated is HAS else near)) is not None


def _labelled(text: str, start: int) -> bool:
    low = max(0, start - REACH)
    line = text.rfind("\n", low, start) + 1 or low
    if SEPARATED.search(text, line, start) is not None:
        return LABEL_BEFORE.search(text, line, start) is not None
    above = text.rfind("\n", 0, max(0, line - 1)) + 1
    return (
        start - line <= BEGINNING
        and 0 < line - above <= ABOVE
        and LABEL_ABOVE.search(text, above, line - 1) is not None
    )


def _in_row(text: str, start: int, end: int) -> bool:
    """A cell of its own in a row that has a number too."""
    first, last = text.rfind("\n", max(0, start - ROW), start) + 1, text.find("\n", end, end + ROW)
    line = text[first : last if last >= 0 else end + ROW]
    if not any(mark in line for mark in CELLS) or not any(map(str.isdigit, line)):
        return False
    return CELL_BEFORE.search(text, first, start) is not None and CELL_BEHIND.match(text, end) is not None


def _clause(text: str, start: int) -> int:
    """Where it begins, at most so far before."""
    low = max(0, start - REACH)
    return max(low, *(text.rfind(mark, low, start) + 1 for mark in "!?;\n"), text.rfind(". ", low, start) + 1)


detector = Detector(
    label="words about a person's health",
    category=Category.HEALTH,
    pattern=rf"(?P<code>\b{CODE}{CODE_VALUE}\b)|(?<![A-Za-z])(?:{WORDS})\b",
    rough=rf"{CODE}{CODE_VALUE}|{ROUGH}",
    accept=accept,
    anchor=rf"{CODE}{CODE_VALUE}|{ROUGH}",
    lead=48,
    heading=rf"[^A-Za-z](?i:{HEADS}|(?:ICD|CIM)(?:[- ]?10)?)[^A-Za-z]",
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
