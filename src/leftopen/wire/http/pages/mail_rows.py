"""Reads rows as mails, whatever their titles say: an address, a subject and a time in each. And tells the
archive of a list from a mailbox: all mails go to one address, which is a list's. Pure and bounded."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leftopen.wire.http.pages.row_values import row_date

LEAST = 3
MOST, WIDEST, CELL = 1000, 20, 200
ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}")
_TIME = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d])")
_REPLY = re.compile(
    r"\s{0,4}(?:re|fwd?|aw|wg|sv|vs|antw|odp|ynt|tr)\s{0,2}(?:\[\d{1,3}\])?:\s", re.IGNORECASE
)
_TAG = re.compile(r"\s{0,4}(?:(?:re|fwd?|aw|wg)\s{0,2}:\s{0,4}){0,4}\[([\w .:/-]{1,40})\]", re.IGNORECASE)
_LIST = re.compile(
    r"(?:[\w.+-]{0,50}[-_.+])?(?:lists?|users?|devel(?:opers?)?|dev|announce(?:ments?)?|discuss(?:ion)?|talk|general|"
    r"commits|members|digest|newsletter|liste|ml)@.*|[^@]{1,64}@(?:lists?|groups?|listserv|listen|ml)\..*",
    re.IGNORECASE,
)


def are_mails(rows: Sequence[Sequence[str]]) -> bool:
    """Has each of nearly all rows an address, a phrase and a date, and do replies or times of the day show
    that they were sent? A staff's table has names and no times, a calendar's no replies."""
    rows = [[cell[:CELL] for cell in cells[:WIDEST]] for cells in rows[:MOST]]
    fits = [cells for cells in rows if _is_mail(cells)]
    if len(fits) < LEAST or len(fits) * 10 < len(rows) * 9:
        return False
    replies = sum(any(_REPLY.match(cell) for cell in cells) for cells in fits)
    dates = [row_date(" ".join(cells)) for cells in fits]
    known = [date for date in dates if date is not None]
    timed = sum(_TIME.search(" ".join(cells)) is not None for cells in fits)
    sorted_ = known in (sorted(known), sorted(known, reverse=True))
    return len(set(known)) > 1 and (replies > 0 or (timed * 10 >= len(fits) * 9 and sorted_))


def _is_mail(cells: Sequence[str]) -> bool:
    dated = row_date(" ".join(cells)) is not None
    phrase = any(ADDRESS.search(cell) is None and row_date(cell) is None and _is_text(cell) for cell in cells)
    return dated and phrase and any(ADDRESS.search(cell) for cell in cells)


def _is_text(cell: str) -> bool:
    return len(cell) >= 4 and sum(letter.isalpha() for letter in cell) * 2 > len(cell)


def is_list(recipients: Sequence[str], subjects: Sequence[str]) -> bool:
    """Do all mails go to one address that is a list's, by its name or by the tag that their subjects bear?
    `recipients` are texts that hold addresses, one a mail."""
    found = [frozenset(one.lower() for one in ADDRESS.findall(text[:CELL])) for text in recipients[:MOST]]
    if len(found) < LEAST or len(set(found)) != 1 or len(found[0]) != 1:
        return False
    tags = [tag[1].lower() for text in subjects if (tag := _TAG.match(text))]
    tagged = len(tags) * 10 >= len(subjects) * 8 and len(set(tags)) == 1
    return tagged or _LIST.fullmatch(next(iter(found[0]))) is not None
