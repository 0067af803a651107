"""Payment card numbers: issuer prefix, length and check digit.

Source: ISO/IEC 7812-1. One in ten random numbers passes the check digit, so it is not sufficient alone. Four
groups of four are a hit unless a similar number next to them fails; undivided digits require a keyword
nearby, or a column in which every number passes. The issuers' published test numbers also count as cards.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

from leftopen.formats.digits import in_hash, in_row, is_separate, luhn, mask, only, stands_free
from leftopen.formats.like_numbers import LikeNumbers
from leftopen.formats.value_label import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

# Length: prefix range. Visa, Mastercard, Mir, Discover, UnionPay, JCB; American Express; Diners.
ISSUERS = {
    16: (
        ("4", "4"),
        ("51", "55"),
        ("2221", "2720"),
        ("2200", "2204"),
        ("6011", "6011"),
        ("644", "659"),
        ("62", "62"),
        ("3528", "3589"),
    ),
    15: (("34", "34"), ("37", "37")),
    14: (("300", "305"), ("36", "36"), ("38", "39")),
    13: (("4", "4"),),
}
# Sought in lower case.
NEAR = re.compile(
    r"(?<![a-z])(?:(?:credit|debit|payment|bank|pay|gift|charge)?[ _-]?cards?(?![a-z])"
    r"|card ?(?:no|number|num)|cc ?(?:no|num|number|#)|visa(?![a-z])|master ?card|amex(?![a-z])"
    r"|american express|discover card|unionpay|diners|jcb(?![a-z])|cvv2?(?![a-z])|cvc2?(?![a-z])"
    r"|carte (?:bancaire|bleue|de cr[eé]dit|de paiement)|num[eé]ro de (?:[a-z]{2,5} )?carte(?! d)"
    r"|kreditkarte|karten-?n(?:umme)?r"
    r"|ec-karte|tarjeta)"
)
# Plain parts of it, of which every match has one: far quicker to look for.
ONE_OF = re.compile(r"c(?:ard|arte|c|v)|visa|master|am(?:ex|erican)|union|diners|jcb|karte|tarjeta")
REACH, FAR = 60, 140
LABEL = Label(
    "card",
    "card number",
    "credit card",
    "debit card",
    "visa",
    "mastercard",
    "amex",
    "american express",
    "carte",
    "carte bancaire",
    "numéro de carte",
    "kreditkarte",
    "kartennummer",
    "karte",
)
# As long as the oldest cards, and far more frequent.
GOODS = re.compile(r"(?:ean|gtin|isbn|barcode|upc)(?![a-z])", re.IGNORECASE)
OLDEST = 13
RECENT = 256
"""Values that are judged again, as neighbours of the next."""
COLUMN = 2
IDS = ("/", "0x", "0X")
Test = Callable[[str, int, int], bool]
# They begin with the digit, so that the search for it is fast.
BARE = re.compile(r"[2-6](?<![0-9A-Za-z][2-6])\d{13,15}(?![0-9A-Za-z])")
GROUPED = re.compile(
    r"[2-6](?<![0-9][2-6])\d{3}(?:( |-)\d{4}\1\d{4}\1\d{4}|( |-)\d{6}\2\d{4,5}|( "
    r"|-)\d{4}\3\d{4}\3\d{3})(?![0-9])"
)


@lru_cache(RECENT)
def valid(value: str) -> bool:
    """An issuer's prefix at that issuer's length, a valid check digit, and not one repeated digit."""
    digits = only(value)
    ranges = ISSUERS.get(len(digits), ())
    for low, high in ranges:
        if low <= digits[: len(low)] <= high:
            return luhn(digits) and len(set(digits)) > 1
    return False


BARE_ONES, GROUPED_ONES = LikeNumbers(BARE, valid), LikeNumbers(GROUPED, valid)


def _near(text: str, start: int, end: int, reach: int = REACH) -> bool:
    around = text[start - reach if start > reach else 0 : end + reach].lower()
    return ONE_OF.search(around) is not None and NEAR.search(around) is not None


def _named(text: str, start: int, end: int) -> bool:
    """A word stands near, or leads to it over a clause."""
    if _near(text, start, end):
        return True
    far = text[start - FAR if start > FAR else 0 : start].lower()
    return ONE_OF.search(far) is not None and LABEL.names(text, start, end)


def accept(found: re.Match[str]) -> bool:
    return _is_card(found, stands_free, _in_column, _named)


def accept_stored(found: re.Match[str]) -> bool:
    return _is_card(found, _apart, _like_a_card, partial(_near, reach=FAR))


def _apart(text: str, start: int, end: int) -> bool:
    return is_separate(text, start, end) and not in_row(text, start, end)


def _is_card(found: re.Match[str], stands: Test, bare: Test, named: Test) -> bool:
    """`bare`: whether an undivided number without a keyword is one; `named`: whether it has one."""
    text, (start, end), value = found.string, found.span(), found.group()
    if not stands(text, start, end) or not valid(value):
        return False
    if named(text, start, end):
        return len(only(value)) > OLDEST or GOODS.search(text, max(0, start - REACH), end + REACH) is None
    if len(only(value)) == OLDEST:
        return False
    return bare(text, start, end) if value.isdigit() else not GROUPED_ONES.refuted(text, start, end)


def _in_column(text: str, start: int, end: int) -> bool:
    right, wrong = BARE_ONES.peers(text, start, end)
    return right >= COLUMN and not wrong


def _like_a_card(text: str, start: int, end: int) -> bool:
    """In a column; or alone, as a title may be nothing but the number. It is none in a digest, as an id in a
    path, or beside a similar number that is no card."""
    if _in_column(text, start, end):
        return True
    if text.endswith(IDS, 0, start) or in_hash(text, start, end):
        return False
    return not BARE_ONES.refuted(text, start, end)


def _number(marks: str, slash: str = "/") -> str:
    """Undivided, or in groups with the same one of the marks between them."""
    each = [slash if mark == "/" else re.escape(mark) for mark in marks]
    fours = "|".join(rf"{mark}\d{{4}}{mark}\d{{4}}{mark}" for mark in each)
    sixes = "|".join(rf"{mark}\d{{6}}{mark}" for mark in each)
    threes = "|".join(rf"{mark}\d{{3}}{mark}\d{{3}}{mark}\d{{3}}" for mark in each)
    return (
        rf"(?:[2-6]\d{{3}}(?:{fours}|\d{{8}})\d{{4}}|3\d{{3}}(?:(?:{sixes}|\d{{6}})\d{{4,5}}|(?:{fours})\d{{3}})"
        rf"|4\d{{3}}(?:\d{{9}}|{threes}|(?:{fours})\d))"
    )


MARKS, ESCAPED_SLASH = " -_./", r"\\?/"
NUMBER, STORED = _number(" -"), _number(MARKS)

detector = Detector(
    label="payment card number",
    category=Category.FINANCE,
    pattern=rf"\b{NUMBER}\b",
    accept=accept,
    wide=Wide(pattern=rf"(?<!\d){STORED}(?!\d)", rough=rf"[^0-9]{STORED}[^0-9]", accept=accept_stored),
    trace=rf"[^0-9]{_number(MARKS, ESCAPED_SLASH)}[^0-9]",
    heading=r"(?i:card|carte|karte|visa|amex|tarjeta)",
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "4242 4242 4242 4242",
        "card number: 4111111111111111",
        "5555-5555-5555-4444",
        "Amex 378282246310005",
        "3782 822463 10005",
        "4111111111111111,10\n4012888888881881,12\n4242424242424242,7\n",
        '{"card":"6011111111111117","cvv":"***"}',
        "3782 8224 6310 005",
        "Visa 4222222222222",
        "Visa 4222 222 222 222",
        "the card of our guest Jane Roe, left at our desk in May last year, has the number 4111111111111111",
    ),
    misses=(
        "4242 4242 4242 4241",
        "order 4111111111111111 was shipped",
        "card 411111111111111",
        "card 1234567812345670",
        "card 4444444444444444",
        "card 41111111111111110",
        "1200 4242 4242 4242 4242",
        "4242 4242 4242 4242\n4242 4242 4242 4243\n4000 1234 5678 9012\n",
        "card 4242-4242 4242-4242",
        "id card-4111111111111111a",
        "4222222222222",
        "gift card, EAN 4222222222222",
    ),
)
