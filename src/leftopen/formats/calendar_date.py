"""A date in any usual spelling as `1980-02-03`."""

from __future__ import annotations

import datetime
import re

NUMBERS = re.compile(r"\d+")
LETTERS = re.compile(r"[^\W\d_]{3,}")
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan ene", "feb fév fev", "mar mär mrz", "apr avr abr", "may mai", "jun juin", "jul juil",
            "aug aoû aou ago", "sep", "oct okt", "nov", "dec déc dez dic",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
PIVOT = 40


def iso_date(text: str, *, day_first: bool = False) -> str:
    """'' for what is no date. `03/02/1980` is the second of March unless `day_first`; with dots the day comes
    first; a year of two digits lies before 2040 and after 1939."""
    numbers = NUMBERS.findall(text[:40])
    if len(numbers) == 1 and len(numbers[0]) == 8:
        whole = numbers[0]
        orders = ((whole[:4], whole[4:6], whole[6:]), (whole[4:], whole[:2], whole[2:4]))
        return next(filter(None, (_iso(*order) for order in orders)), "")
    word = LETTERS.search(text[:40])
    if word and (month := _month(word.group())):
        return _worded(numbers, month)
    if len(numbers) < 3:
        return ""
    first, second, third = numbers[:3]
    if len(first) == 4:
        return _iso(first, second, third)
    day, month_first = (third, second, first), (third, first, second)
    orders = (day, month_first) if day_first or "." in text else (month_first, day)
    return next(filter(None, (_iso(*order) for order in orders)), "")


def _month(word: str) -> int:
    low = word.lower()
    return MONTHS.get(low[:4], 0) or MONTHS.get(low[:3], 0)


def _worded(numbers: list[str], month: int) -> str:
    if len(numbers) < 2:
        # `03FEB1980` has two numbers; `Feb 1980` is no date.
        return ""
    first, second = numbers[:2]
    year, day = (first, second) if len(first) == 4 else (second, first)
    return _iso(year, str(month), day)


def _iso(year: str, month: str, day: str) -> str:
    if len(year) not in (2, 4):
        return ""
    whole = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < PIVOT else 1900)
    try:
        return datetime.date(whole, int(month), int(day)).isoformat()
    except ValueError:
        return ""
