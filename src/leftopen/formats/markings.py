"""The grammar of protective markings: what may follow the level, and what makes a marking a false one.

Sources, all public: EO 13526 and 32 CFR 2001 (classification), the IC marking system's register of 2016
(`CLASS//SCI//SAP//AEA//FGI//DISSEM`), 32 CFR 2002 and the CUI handbook (`CUI//SP-CAT/CAT//LDC`), NATO levels.
"""

from __future__ import annotations

import re

LEVELS = frozenset({"TOP SECRET", "SECRET", "CONFIDENTIAL", "TS", "S", "C"})
CONTROL = re.compile(
    r"SI|TK|HCS(?:-[PO])?|G|COMINT|TALENT|KEYHOLE|KLONDIKE|SAR|SAP|RD|FRD|CNWDI|SIGMA|UCNI|TFNI|FGI|NATO|ATOMAL"
    r"|RSEN|FOUO|ORCON(?:-USGOV)?|OC|IMCON|IMC|NOFORN|NF|PROPIN|PR|RELIDO|FISA|LIMDIS|DS|EXDIS|XD|NODIS|ND"
    r"|SBU|LES|SSI|ACCM|WAIVED"
)
LISTS = re.compile(
    r"(?:REL TO|REL|DISPLAY ONLY|FGI|EYES ONLY|SAR-|SPECIAL ACCESS REQUIRED-|HCS-|SI-|TK-|SIGMA )"
    r"[A-Z0-9 ,-]{0,100}"
)

PAGE = 3000
AUTHORITY = re.compile(r"^[> \t]{0,9}(?:Classified By|Derived From|Declassify On)[ \t]{0,3}:", re.I | re.M)
# Instructions about markings, not marked text: the word stands right before the marking or on its line.
TEACHING = re.compile(
    r"(?<![\w.@-])(?:example|e\.g\.|sample|marked as|mark(?:ing|ings)? (?:of|such|is|are)|training|how to)\b",
    re.IGNORECASE,
)
EVERY_LEVEL = re.compile(r"^[> \t]{0,9}(TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED)\b", re.M)

CUI_CONTROL = re.compile(r"NOFORN|NF|FED ?ONLY|FEDCON|NOCON|DL ONLY|RELIDO|ATTORNEY-CLIENT|ATTORNEY-WP")
CUI_CATEGORY = re.compile(r"(?:SP-)?[A-Z]{2,8}(?:-[A-Z]{2,8})?")


def conforms(tail: str) -> bool:
    """What follows the level: only known controls, categories separated by `//`, entries by `/`."""
    entries = [entry.strip() for entry in re.split("//?", tail) if entry.strip()]
    return bool(entries) and all(_control(entry) for entry in entries)


def _control(entry: str) -> bool:
    return CONTROL.fullmatch(entry) is not None or LISTS.fullmatch(entry) is not None


def conforms_cui(tail: str) -> bool:
    """Categories and dissemination of a CUI banner; both may be missing."""
    entries = [entry.strip() for entry in re.split("//?", tail) if entry.strip()]
    return all(
        CUI_CONTROL.fullmatch(entry) is not None
        or CUI_CATEGORY.fullmatch(entry) is not None
        or LISTS.fullmatch(entry) is not None
        for entry in entries
    )


def has_authority(text: str, at: int) -> bool:
    """A classification authority block stands within a page."""
    return AUTHORITY.search(text[max(0, at - PAGE) : at + PAGE]) is not None


def is_repeated(text: str, value: str, at: int) -> bool:
    """The same line occurs again within a page: the footer to the header."""
    around = text[max(0, at - PAGE) : at] + "\0" + text[at + len(value) : at + PAGE]
    return re.search(rf"^[> \t]{{0,9}}{re.escape(value)}[ \t\r]{{0,9}}$", around, re.M) is not None


def taught(text: str, start: int, end: int) -> bool:
    """It is in a text about markings: announced as an example, or one of many different levels."""
    line_end = text.find("\n", end)
    line = text[max(0, start - 100) : end + 100 if line_end < 0 else min(line_end, end + 100)]
    levels = {found.group(1) for found in EVERY_LEVEL.finditer(text[max(0, start - 1500) : end + 1500])}
    return TEACHING.search(line) is not None or len(levels) > 2
