"""Telephone numbers: North American ones in their usual formats, others with `+` and the country code.

The tables of phonenumbers decide whether a number is possible in a country. Tables of numbers contain many
look-alikes, so the format decides what else is required. A number in brackets, or with `+` and blanks, is a
hit. `202-555-0142` is a hit unless a similar number next to it is not a possible telephone number, or a word
such as `order` precedes it. A number with blanks only, or `+` and undivided digits at the start of a line,
requires a keyword such as `tel`, and so does one without its country's code, as its own country writes it
(`01 99 00 12 34`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from leftopen.formats.digits import is_separate, is_spaced, mask, only, stands_free
from leftopen.formats.like_numbers import LikeNumbers
from leftopen.formats.phone_plans import is_valid
from leftopen.formats.value_label import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

# All of them are sought in lower case.
NEAR = re.compile(
    r"(?:(?<![a-z])(?:tele|mobile|cell|work|home|office|day)?[ _-]?phones?(?![a-rt-z])"
    r"|phone[ _]?(?:no|num|number)|(?<![a-z])(?:tel|tél|cell|mobile|fax|dsn|comm|handy|portable|call|voice"
    r"|sms|whatsapp|t[eé]l[eé]phone|telefon|teléfono|contact|hotline|toll[ -]free|dial|mobil"
    r"|mobiltelefon|telefonnummer"
    r"|mobilnummer|handynummer|rufnummer|durchwahl|festnetz|gsm|natel|landline|joindre|joignable|r?appele[rz]"
    r"|erreichbar|erreichen|anrufen|reach(?:ed|able)?|ring|text me|direct line|port\.|[tm] ?:)(?![a-z])"
    r"|\((?:o|c|m|w|h|f)\))"
)
# Keywords for numbers of that format that are not telephone numbers.
OTHER = re.compile(
    r"(?<![a-z])(?:order|invoice|ref(?:erence)?|sku|part|serial|item|ticket|case|account|acct|model|id|no|number"
    r"|tracking|batch|lot|version|build|key|uuid|isbn|upc|nsn)(?![a-z])[^\n]{0,12}\Z"
)
# Plain parts of both, of which every match has one: far quicker to look for.
ONE_OF_NEAR = re.compile(
    r"phone|portable|t[eé]l|toll|c(?:ell|omm|all|ontact)|mobil|fax|d(?:sn|ial|urchw)|h(?:andy|otline)|voice|sms"
    r"|whatsapp|ruf|festn|gsm|natel|landl|joi|appel|errei|reach|ring|text|line|port|[tm] ?:|\([ocmwhf]\)"
)
ONE_OF_OTHER = re.compile(
    r"order|i(?:nvoice|tem|d|sbn)|ref|s(?:ku|erial)|part|ti?cket|track|case|acc|model|n(?:o|um|sn)|batch|lot"
    r"|version|build|key|u(?:uid|pc)"
)
STOP = re.compile(r"[\n0-9]")
LAST_DIGIT = re.compile(r"[\s\S]*[0-9]")
BEFORE, AFTER = 40, 24
FAR = 140
OTHER_BEFORE = 24
"""A keyword of nine letters, and what may stand behind it."""
# It begins with the digit, so that the search for it is fast.
LIKE = re.compile(r"\d(?<![\d.-]\d)(?:(?<=1)[-.]\d{3}|\d\d)(?:-\d{3}-|\.\d{3}\.)\d{4}(?![\d-])")
AMERICA = 1
# Countries whose numbers begin with 0 at home: France, Germany, the United Kingdom and others, and Italy,
# which keeps it.
# Kept free for fiction by the regulator of the United Kingdom: in the tables none is possible.
DRAMA = re.compile(r"0(?:7700900|1632960)\d{3}\Z")
WITH_ZERO, ITALY = (33, 49, 44, 41, 43, 32, 31, 352, 353, 46, 61, 64, 27), 39
LABEL = Label(
    "phone", "phone number", "telephone", "telephone number", "téléphone", "telefon", "telefonnummer", "tel",
    "tél",
    "cell", "cell phone", "cellphone", "mobile", "mobile phone", "mobil", "mobilnummer", "handy",
    "handynummer",
    "portable", "fax", "landline", "direct line", "rufnummer", "durchwahl", "festnetz", "gsm", "natel",
)  # fmt: skip
RECENT = 256
"""Values that are judged again, as neighbours of the next."""


def accept(found: re.Match[str]) -> bool:
    return _is_phone(found, stands_free, _allowed)


def accept_stored(found: re.Match[str]) -> bool:
    return _is_phone(found, _apart, _allowed_stored)


def _apart(text: str, start: int, end: int) -> bool:
    return is_separate(text, start, end) and (
        any(mark in text[start:end] for mark in "(+-.") or not is_spaced(text, start, end)
    )


def _is_phone(
    found: re.Match[str],
    stands: Callable[[str, int, int], bool],
    allowed: Callable[[str, str, int, int], bool],
) -> bool:
    home = found["value"] is not None
    text, (start, end), value = (
        found.string,
        found.span("value" if home else 0),
        found["value"] or found.group(),
    )
    if start and text[start - 1] in "+(":
        return False
    if not stands(text, start, end):
        return False
    if home:
        if value.isdigit() and value[0] != "0" and KEYED.search(text, max(0, start - FAR), start) is None:
            return False
        return _is_named(text, start, end, behind=0) and is_national(value)
    return allowed(text, value, start, end) and (international(value) if value[0] == "+" else american(value))


def _allowed(text: str, value: str, start: int, end: int) -> bool:
    """By its format and by the surrounding text."""
    if "(" in value or (
        value[0] == "+" and (not value[1:].isdigit() or text[start - 1 : start] not in ("", "\n"))
    ):
        return True
    if _is_named(text, start, end):
        return True
    before = text[max(0, start - BEFORE) : start].lower()
    if value[0] == "+" or " " in value:
        return False
    close = before[-OTHER_BEFORE:]
    if ONE_OF_OTHER.search(close) and OTHER.search(close):
        return False
    return not LIKE_ONES.refuted(text, start, end)


def _allowed_stored(text: str, value: str, start: int, end: int) -> bool:
    """With its country code anywhere: a title or a name that is stored may be nothing but the number."""
    return value[0] == "+" or _allowed(text, value, start, end)


def _is_named(text: str, start: int, end: int, behind: int = AFTER) -> bool:
    """A keyword stands near, at most `behind` characters behind it, or leads to it over a clause."""
    before, after = text[max(0, start - BEFORE) : start].lower(), text[end : end + behind].lower()
    if _named(before, after):
        return True
    return LABEL.names(text, start, end)


def _named(before: str, after: str) -> bool:
    """A keyword between it and the number before it, or after it on its line."""
    if ONE_OF_NEAR.search(before) is None and ONE_OF_NEAR.search(after) is None:
        return False
    digit = LAST_DIGIT.match(before)
    return NEAR.search(f"{before[digit.end() :] if digit else before}\n{STOP.split(after, 1)[0]}") is not None


@lru_cache(RECENT)
def american(value: str) -> bool:
    """Ten digits, with or without a leading 1: an existing area code and a possible exchange."""
    digits = only(value)
    return len(digits) <= 11 and is_valid(AMERICA, digits[-10:])


LIKE_ONES = LikeNumbers(LIKE, american)


@lru_cache(RECENT)
def is_national(value: str) -> bool:
    """A possible number of one of the countries, as it is written there."""
    digits = only(value)
    if digits[0] != "0":
        return american(value)
    if DRAMA.match(digits) is not None:
        return True
    return is_valid(ITALY, digits) or any(is_valid(country, digits[1:]) for country in WITH_ZERO)


def international(value: str) -> bool:
    """Any country's number, with its country code."""
    digits = only(value.replace("(0)", ""))
    if digits[:2] == "44" and DRAMA.match(f"0{digits[2:]}") is not None:
        return True
    return any(
        int(digits[:length]) in COUNTRY_CODE_TO_REGION_CODE
        and is_valid(int(digits[:length]), digits[length:])
        for length in (1, 2, 3)
    )


NUMBER = (
    r"\+\d(?:[ .()/-]{0,2}\d){7,15}|(?:1[-. ])?(?:\(\d{3}\) ?\d{3}[-. ]\d{4}"
    r"|\d{3}(?:-\d{3}-|\.\d{3}\.| \d{3} )\d{4})"
)
# At home: pairs, or an area of three digits or more and the rest, or ten American digits. Nothing is
# consumed, so that no date takes the beginning of a number behind it.
PAIRS = r"0[1-9](?:[ .-]?\d{2}){4}"
AREA = r"(?=(?:[ ()/.-]{0,3}[0-9]){9})\(?0[1-9]\d{1,4}\)?[ /.-]{0,3}\d{3,8}(?:[ .-]\d{1,5}){0,3}"
PARTED = r"[2-9]\d{2}(?:[ ./-]\d{3}[ ./-]?|\d{3}[ ./-])\d{4}"
BARE = r"[2-9]\d{9}"
ALL = rf"(?=(?P<value>{PAIRS}|{AREA}|{PARTED}|{BARE})(?!\d))"
PATTERN = rf"{NUMBER}|(?=[0(2-9])(?<!\d){ALL}"
BEGINS = (
    rf"[^0-9](?:{PAIRS}|0[1-9]\d{{1,4}}[ )/.-][ /.-]{{0,3}}\d{{3}}"
    rf"|0[1-9]\d{{4,6}}[ ()/.-]{{1,3}}\d|0[1-9]\d{{7}}|{PARTED})"
)
ROUGH = rf"{NUMBER}|{BEGINS}|[^0-9]{BARE}"
# In stored text ten digits are sought only behind a word: every list of numbers has some.
KEY = r"(?i:t(?:e|[^\x00-\x7f]{1,2})l|phone|cell|mobil|portable|handy|fax)[^0-9]{0,48}"
KEYED = re.compile(rf"{KEY}\Z")
STORED = rf"{NUMBER}|(?:(?=[TtPpCcMmHhFf]){KEY}(?={BARE}(?!\d))|(?=[0(2-9])(?<!\d)(?!{BARE})){ALL}"
STORED_ROUGH = rf"{NUMBER}|{BEGINS}|{KEY}{BARE}"
TRACE = (
    r"\+\d(?:[ .()/\\-]{0,4}\d){7}|\(\d{3}\) ?\d{3}[-. ]\d{4}"
    r"|\d{3}[ .\\/-]{1,2}\d{3}[ .\\/-]{0,2}\d{4}(?:[^0-9]|$)"
    r"|[^0-9]1?\d{6}[ .\\/-]{1,2}\d{4}|[^0-9a-f]0[1-9](?:[ .-]?\d\d){4}"
    r"|[^0-9a-f]0[1-9]\d{1,4}\)?[ ./\\-]{0,4}\d{3,8}[ .-]?\d{1,5}"
    r"|(?i:tel|phone|cell|mobil|portable|handy|fax)[^0-9]{0,64}(?:[2-9]\d{9}|0[1-9])"
)
# A plus, a digit, and fifteen times two separators and a digit. In stored text a word, and what follows it.
LEAD, STORED_LEAD = 47, 72

detector = Detector(
    label="telephone number",
    category=Category.IDENTITY,
    pattern=PATTERN,
    rough=ROUGH,
    accept=accept,
    anchor=ROUGH,
    lead=LEAD,
    leading="0123456789 .()/+-",
    wide=Wide(
        pattern=STORED, rough=STORED_ROUGH, accept=accept_stored, anchor=STORED_ROUGH, lead=STORED_LEAD
    ),
    trace=TRACE,
    severity=Severity.LOW,
    mask=mask,
    personal=True,
    hits=(
        "(202) 555-0142",
        "Jane Roe, 202-555-0142",
        "Tel. 202 555 0142",
        "+1 202.555.0142",
        "+44 (0)20 7946 0958",
        "+33 1 99 00 12 34",
        "TEL;TYPE=cell:+12025550142",
        "call 1-202-555-0142 now",
        "Tél. : 01 99 00 12 34",
        "Cell 2025550142",
        "tel 020 7946 0958",
        "Mobil von Frau Roe: 0171 3920000",
    ),
    misses=(
        "555-555-5555",
        "(102) 555-0142",
        "order 202-555-0142 was shipped",
        "202 555 0142",
        "202-555-0142\n102-555-0143\n",
        "202-555-0142-7",
        "+1 202-555-014",
        "+999 202 555 0142",
        "+12025550142\n+1202\n",
        "3+12025550142",
        "202.555.0142.1",
        "+20230101 120000",
        "01 99 00 12 34",
        "order 2025550142, phone to follow",
        "tel. 01.02.2020 12 34",
    ),
)
