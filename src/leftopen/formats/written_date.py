"""Is a text a date that somebody may be born on, in any usual spelling? The current date is not used: a year
of four digits is 1900 to 2039, one of two digits is any."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

YEAR = r"(?:19\d\d|20[0-3]\d)"
MONTH = (
    r"(?:jan|f[eé]b|f[eé]v|m[aä]r|a[pv]r|ma[iy]|ju[nil]|ao[uû]t|a[uo]g|sep|o[ck]t|nov|d[eé][cz]|ene"
    r"|abr|ago|dic)"
    r"[a-zéû]{0,7}\.?"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
IN_WORDS = re.compile(
    rf"{DAY}(?:st|nd|rd|th|er|\.)?[ -]?(?:of |de )?{MONTH},?[ -]?(?:de )?(?:{YEAR}|\d\d)"
    rf"|{MONTH} {DAY}(?:st|nd|rd|th)?,? {YEAR}|{YEAR}[ -]?{MONTH}[ -]?{DAY}",
    re.IGNORECASE,
)
MARK = r" ?[-/.] ?"
IN_NUMBERS = re.compile(rf"{YEAR}(?:{MARK}\d\d?){{2}}|(?:\d\d?{MARK}){{2}}(?:{YEAR}|\d\d)|{YEAR}\d{{4}}")
NUMBERS = re.compile(r"\d+")
# Its outline, in lower case: for a pattern that finds it without a word before.
BARE_DATE = (
    r"(?:\d{1,4}[-/.] ?\d{1,2}[-/.] ?\d{1,4}|\d{1,2}(?:st|nd|rd|th|er|\.)? (?:of "
    r"|de )?[a-z\x80-\uffff]{3,9}\.?,? \d{4}"
    r"|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
)
RECENT = 64
"""Dates of which the last ones are not judged again: a list has the same ones over and over."""


@lru_cache(RECENT)
def is_date(value: str) -> bool:
    """A month in letters with a day and a year, or a valid calendar date in any order."""
    if not IN_NUMBERS.fullmatch(value):
        return IN_WORDS.fullmatch(value) is not None
    numbers = [value[:4], value[4:6], value[6:]] if value.isdigit() else NUMBERS.findall(value)
    first, second, third = map(int, numbers)
    orders = ((first, second, third), (third, second, first), (third, first, second))
    return any(_exists(*order) for order in orders)


def _exists(year: int, month: int, day: int) -> bool:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    try:
        datetime.date(year if year >= 100 else 2000 + year, month, day)
    except ValueError:
        return False
    return True
