"""Standard forms: recognised by their title and a second mark, and whether they are filled.

A blank form is a public document. A filled one has typed values of at least two kinds, or a Social Security
number: no blank form has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from leftopen.formats import ssn
from leftopen.formats.sf86_form import BLANK, DATE_VALUE, ENTRY, INSTRUCTIONS, KINDS
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

NUMBER = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
ANY = re.compile(r"[^\n]{2,80}")
COUNTED = re.compile(r"[$€£]?\d[\d,. ]{0,20}")
DATE = ("date", re.compile(r"\bdate|\bfrom\b|\bto\b|\bdu\b|\bau\b|effective", re.IGNORECASE), DATE_VALUE)
"""Kinds of a person, of a contract and of an absence: what the field's name says, and the value's form."""
PERSON = (
    *KINDS,
    ("nom", re.compile(r"\bnom\b|pr[eé]nom|(?:^\W{0,3}\d{0,2}\W{0,3}|\.)name\b", re.IGNORECASE), ANY),
    ("dod id", re.compile(r"edipi|dod[\W_]{0,3}id", re.IGNORECASE), re.compile(r"\d{10}")),
    ("rank", re.compile(r"\brank\b|\bgrade\b|pay[\W_]{0,2}grade|\bgrade\b", re.IGNORECASE), ANY),
    ("unit", re.compile(r"organi[sz]ation|\bunit\b|station|command|component|branch", re.IGNORECASE), ANY),
    ("diagnosis", re.compile(r"diagnos|symptom|medication|allerg|condition", re.IGNORECASE), ANY),
    DATE,
)
CONTRACT = (
    ("number", re.compile(r"contract|order|solicitation|requisition", re.IGNORECASE),
     re.compile(r"[A-Z0-9]{4,6}-?\d{2}-?[A-Z]-?[A-Z0-9]{4}|[A-Z0-9-]*\d[A-Z0-9-]{5,20}", re.IGNORECASE)),
    ("cage", re.compile(r"cage", re.IGNORECASE), re.compile(r"[A-Z0-9]{5}", re.IGNORECASE)),
    ("party", re.compile(r"contractor|issued by|offeror|name|ship to|administered", re.IGNORECASE), ANY),
    ("amount", re.compile(r"amount|price|quantity|total", re.IGNORECASE), COUNTED),
    ("level", re.compile(r"clearance|safeguarding", re.IGNORECASE), ANY),
    DATE,
)  # fmt: skip
NEEDED = 2
Kinds = tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]


class Form:
    """`title`: a pattern. `marks`: patterns of its number, or of words that only it has; one is needed."""

    def __init__(self, title: str, *marks: str, kinds: Kinds = PERSON) -> None:
        self.pattern = r"\A(?:[\s\S]*?)(?P<value>" + title + ")"
        self.rough = title
        self._marks = re.compile("|".join(f"(?:{mark})" for mark in marks), re.IGNORECASE)
        self._kinds = kinds

    def filled(self, found: re.Match[str]) -> bool:
        """The title is known to be there."""
        text = found.string
        return self._marks.search(text) is not None and self._is_filled(text)

    def _is_filled(self, text: str) -> bool:
        if self._kinds is PERSON and any(ssn.valid(_digits(one.group())) for one in NUMBER.finditer(text)):
            return True
        kinds: set[str] = set()
        for name, value in _entries(text):
            kinds.update(
                kind for kind, names, shape in self._kinds if shape.fullmatch(value) and names.search(name)
            )
            if len(kinds) >= NEEDED:
                return True
        return False


def form_detector(
    *, label: str, about: str, title: str | Sequence[str], marks: Sequence[str], severity: str,
    hits: Sequence[str], misses: Sequence[str], filled_with: str = "person",
) -> Detector:  # fmt: skip
    """The detector of a form in `detectors/NAME.toml`. Parts of a title are joined. `filled_with` says whose
    data its fields take: of a `person`, or of a `contract`."""
    form = Form("".join(title), *marks, kinds={"person": PERSON, "contract": CONTRACT}[filled_with])
    return Detector(
        label=label,
        category=Category.FORM,
        pattern=form.pattern,
        rough=form.rough,
        ignore_case=True,
        accept=form.filled,
        severity=Severity(severity),
        about_person=filled_with == "person",
        hits=tuple(hits),
        misses=tuple(misses),
        about=about,
    )


def _entries(text: str) -> Iterator[tuple[str, str]]:
    for found in ENTRY.finditer(text):
        value = found.group(2).strip()
        if value and value.lower() not in BLANK and not INSTRUCTIONS.search(value):
            yield found.group(1), value


def _digits(value: str) -> str:
    return value.replace("-", "")
