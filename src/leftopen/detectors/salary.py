"""Salaries: an amount directly behind its word, in English, French or German. Shown without its digits."""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORD = (
    r"(?i:\b(?:(?:base|annual|gross|net|monthly|hourly|current)[ _-]?(?:salary|pay|wages?"
    r"|income)|salary|wages?"
    r"|pay[ _-]?rate|hourly[ _-]?rate|salaire(?: (?:brut|net|de base|annuel|mensuel))?|r[eé]mun[eé]ration"
    r"|traitement (?:brut|net)|gehalt|jahresgehalt|bruttogehalt|nettogehalt))"
)
GAP = (
    r"(?:\[\d{1,3}\])?[^0-9A-Za-z]{0,8}(?:(?:is|of|de|est|was|amount|annuel|mensuel|net|brut|usd"
    r"|eur)[^0-9A-Za-z]{1,4}){0,3}"
)
AMOUNT = r"(?P<value>(?:[$€£] ?)?\d{1,3}(?:[,. ']\d{3}){1,2}(?:[.,]\d{2})?|(?:[$€£] ?)?\d{4,7}(?:[.,]\d{2})?)"
YEAR = re.compile(r"(?:19|20)\d\d")
DIGIT = re.compile(r"\d")


def accept(found: re.Match[str]) -> bool:
    """No year, no part of a longer number."""
    after = found.string[found.end() : found.end() + 1]
    return not after.isalnum() and YEAR.fullmatch(found.group("value")) is None


def mask(value: str) -> str:
    return DIGIT.sub("*", value)


detector = Detector(
    label="salary",
    category=Category.FINANCE,
    pattern=WORD + GAP + AMOUNT,
    accept=accept,
    severity=Severity.LOW,
    mask=mask,
    about_person=True,
    hits=(
        "Annual salary: $84,500.00",
        '{"salary": 84500}',
        "Salaire brut : 3 250,00 €",
        "Bruttogehalt: 4.250,00 EUR",
        "base_pay = 5120.30",
    ),
    misses=("salary survey 2023", "Annual salary: 84500x", "Salary: 2023", "Salary: 84"),
)
