"""Standard Form 86, the questionnaire for a US security clearance: recognises the form, and whether it is
filled.

Source of title, numbers and section heads: the form's public editions of 1995, 2008, 2010 and 2016 (OPM). A
blank form is on many web servers and concerns nobody; a filled one holds a person's whole life. The typed
values distinguish them: at least three different kinds of identity values, each of the right shape. Because
most fields of the official file have meaningless names, the number itself and several other fields count too.
"""

from __future__ import annotations

import re

from leftopen.formats import ssn

TITLE = r"QUESTIONNAIRE\s{1,9}FOR\s{1,9}NATIONAL\s{1,9}SECURITY\s{1,9}POSITIONS"
# Anchored at the start of the text, so that one document is one match, whatever it repeats.
PATTERN = r"\A(?:[\s\S]*?)(?P<value>" + TITLE + r")"

IDENTIFIERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"standard\s{1,9}form\s{1,9}86\b",
        r"\bSF[ -]?86[AC]?\b",
        r"\b3206[ -]?000[57]\b",
        r"\b5\s{1,3}CFR\s{1,3}parts?\s{1,3}731\b",
        r"7540-00-634-4036",
        r"penalties\s{1,9}for\s{1,9}inaccurate\s{1,9}or\s{1,9}false\s{1,9}statements",
        r"form1\[0\]\.(?:Sections1-6|Section\d)",
        r"\be-?(?:QIP|App)\b",
    )
)
SECTIONS = re.compile(r"\bsection\s{1,3}(\d{1,2})[A-C]?\b", re.IGNORECASE)
MANY_SECTIONS = 5
IDENTIFIERS_NEEDED = 2
KINDS_NEEDED = 3
ENTRIES_NEEDED = 5

ENTRY = re.compile(r"^[ \t>]{0,9}([^\n=:]{2,300})[=:][ \t]{0,9}([^\n]{1,100})$", re.MULTILINE)
NAME_VALUE = re.compile(r"[A-Za-z][A-Za-z' .-]{0,39}")
DATE_VALUE = re.compile(
    r"(?:\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}"
    r"|\d{1,2}[ -]?[A-Za-z]{3,9}[ -]?\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4})"
)
SSN_VALUE = re.compile(r"\d{3}([ .-]?)\d{2}\1\d{4}")
ANY_VALUE = re.compile(r"[^\n]{2,60}")
BLANK = frozenset({"off", "none", "n/a", "na", "no", "yes", "select", "month", "not applicable"})
INSTRUCTIONS = re.compile(
    r"\b(?:provide|enter|list|your|if|see|complete|required|not applicable)\b", re.IGNORECASE
)

KINDS = (
    ("ssn", ssn.NEAR, SSN_VALUE),
    ("born", re.compile(r"birth[\W_]{0,3}date|date[\W_]{0,3}of[\W_]{0,3}birth|\bDOB\b", re.I), DATE_VALUE),
    (
        "birthplace",
        re.compile(r"place[\W_]{0,3}of[\W_]{0,3}birth|birth[\W_]{0,3}(?:place|city)", re.I),
        ANY_VALUE,
    ),
    ("last", re.compile(r"last[\W_]{0,3}name|surname|family[\W_]{0,3}name", re.I), NAME_VALUE),
    ("first", re.compile(r"first[\W_]{0,3}name|given[\W_]{0,3}name", re.I), NAME_VALUE),
    ("full", re.compile(r"full[\W_]{0,3}name", re.I), NAME_VALUE),
    ("passport", re.compile(r"passport", re.I), re.compile(r"[A-Z]?\d{8,9}")),
    ("phone", re.compile(r"phone|mobile", re.I), re.compile(r"[+(]?[\d() .+-]{7,20}")),
    ("street", re.compile(r"street|home[\W_]{0,3}address", re.I), re.compile(r"\d[^\n]{3,60}")),
    ("mail", re.compile(r"e-?mail", re.I), re.compile(r"[^\s@]{1,64}@[^\s@]{3,100}")),
)


def is_form(text: str) -> bool:
    """The title is known to be there: two identifiers, or one and many section heads, make it the form."""
    known = sum(pattern.search(text) is not None for pattern in IDENTIFIERS)
    heads = {found.group(1) for found in SECTIONS.finditer(text)}
    return known + (len(heads) >= MANY_SECTIONS) >= IDENTIFIERS_NEEDED


def is_filled(text: str) -> bool:
    """`KINDS_NEEDED` kinds of identity values, or the number and `ENTRIES_NEEDED` filled form fields."""
    kinds: set[str] = set()
    entries: set[str] = set()
    for found in ENTRY.finditer(text):
        name, value = found.group(1), found.group(2).strip()
        kinds.update(_kinds(name, value))
        if "[" in name and value.lower() not in BLANK:
            entries.add(name.strip())
        if len(kinds) >= KINDS_NEEDED or ("ssn" in kinds and len(entries) >= ENTRIES_NEEDED):
            return True
    return False


def _kinds(name: str, value: str) -> set[str]:
    if value.lower() in BLANK or INSTRUCTIONS.search(value):
        return set()
    return {kind for kind, names, shape in KINDS if shape.fullmatch(value) and names.search(name)}
