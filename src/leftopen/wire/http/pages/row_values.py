"""Reads the size and the date that a listing prints beside an entry, in any common form. Pure and bounded."""

from __future__ import annotations

import re
from datetime import UTC, datetime

NEAR = 200
_UNITS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?"
)
_YEAR_MONTH = re.compile(
    r"\b((?:19|20)\d\d)[- ]([A-Za-z]{3})[a-z]{0,6}[- ](\d{1,2})(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?"
)
_EUROPEAN = re.compile(
    r"\b(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?"
)
_DAY_MONTH = re.compile(
    r"\b(\d{1,2})[- ]([A-Za-z]{3})[a-z]{0,6}\.?[- ,]+((?:19|20)\d\d)(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?"
)
_MONTH_DAY = re.compile(
    r"\b([A-Za-z]{3})[a-z]{0,6}\.? (\d{1,2}),? ((?:19|20)\d\d)(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?"
)
_DATED = " \0 "
_ZONED = re.compile(
    r"\0\s{0,4}(?:\.\d{1,9})?(?:\s?[AP]M\b)?\s{0,4}(?:(?:UTC|GMT|Z|[CMEPW]E?[SD]?T)\b)?(?:\s?[+-]\d{1,2}(?::?\d\d)?(?![\w.]))?",
    re.IGNORECASE,
)
_BEHIND, _BEFORE = re.compile(r"\0\s{0,40}$"), re.compile(r"\s{0,40}\0")
_SIZE = re.compile(
    r"(?<![\w.,:/+-])(\d{1,15}(?:[.,]\d{1,3})?)\s?([kmgtp]?)(i?b|b?ytes|io|o|octets)?(?![\w:/%+-])"
    r"(?!\s?(?:%|(?:items?|files?|entr(?:y|ies)|objects?|folders?|pages?)\b))",
    re.IGNORECASE,
)


def row_date(near: str) -> datetime | None:
    """The first date in the text, UTC; None without one. Day before month where both orders are possible."""
    near = near[:NEAR]
    if fits := _ISO.search(near):
        return _made(fits[1], fits[2], fits[3], fits)
    if fits := _YEAR_MONTH.search(near):
        return _made(fits[1], str(_MONTHS.get(fits[2].lower(), 0)), fits[3], fits)
    if fits := _DAY_MONTH.search(near):
        return _made(fits[3], str(_MONTHS.get(fits[2].lower(), 0)), fits[1], fits)
    if fits := _MONTH_DAY.search(near):
        return _made(fits[3], str(_MONTHS.get(fits[1].lower(), 0)), fits[2], fits)
    if fits := _EUROPEAN.search(near):
        return _made(fits[3], fits[2], fits[1], fits) or _made(fits[3], fits[1], fits[2], fits)
    return None


def row_size(near: str) -> int | None:
    """Bytes, rounded where the server rounds; None without a size. A number with a sign, a date's zone and a
    count of entries are none. One without a unit may be anything: it counts only beside a date, or alone."""
    rest = near[:NEAR].replace("\0", " ")
    for pattern in (_ISO, _YEAR_MONTH, _DAY_MONTH, _MONTH_DAY, _EUROPEAN):
        rest = pattern.sub(_DATED, rest)
    rest = _ZONED.sub(_DATED, rest)
    found = list(_SIZE.finditer(rest))
    behind = [fits for fits in found if _BEHIND.search(rest[: fits.start()])]
    united = [fits for fits in found if fits[2] or fits[3]]
    before = [fits for fits in found if _BEFORE.match(rest, fits.end())]
    best = next(iter([*behind, *united, *before]), found[0] if len(found) == 1 else None)
    return int(float(best[1].replace(",", ".")) * 1024 ** _UNITS[best[2].lower()]) if best else None


def _made(year: str, month: str, day: str, fits: re.Match[str]) -> datetime | None:
    hour, minute, second = (int(fits[number] or 0) for number in (4, 5, 6))
    try:
        return datetime(int(year), int(month), int(day), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
