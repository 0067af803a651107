"""DoD ID numbers (EDIPI): ten digits that identify one person in all systems of the US Department of Defense.

Found after a keyword (`EDIPI`, `DoD ID`), below it in a column, or in a certificate name:
`ROE.JANE.Q.1234567890`, which every signed mail contains. The check digit's rule is not published, so ten
digits alone are never a hit. In a certificate, the name is masked together with the number.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import is_separate, stands_alone
from leftopen.formats.value_label import Label
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

WORD = (
    r"(?:\bE\.?D\.?I\.?P\.?I\b|_edipi\b|\bDoD[ _-]?ID\b|_dod_?id\b"
    r"|Electronic Data Interchange Person(?:nel|al)? Identifier|\bDoD Identification)"
)
# Between the keyword and its number: no other number, except a column of similar ones.
BEFORE = re.compile(WORD + r"(?:\[\d{1,3}\])?[^0-9]{0,40}(?:\d{10}[\s,;|\"']{1,4}){0,10}\Z", re.IGNORECASE)
# Not after a tab: the next column begins there.
AFTER = re.compile(r" {0,2}[(\[]?" + WORD, re.IGNORECASE)
# In stored text, the keyword may be part of a name: `EDIPI_1234567890`, `userEdipi`.
STORED_WORD = (
    r"(?:E\.?D\.?I\.?P\.?I(?![a-z])|DoD[ _-]?ID(?![a-z])"
    r"|Electronic Data Interchange Person(?:nel|al)? Identifier|DoD Identification)"
)
STORED_BEFORE = re.compile(
    STORED_WORD + r"(?:\[\d{1,3}\])?[^0-9]{0,40}(?:\d{10}[\s,;|\"']{1,4}){0,10}\Z", re.IGNORECASE
)
STORED_AFTER = re.compile(r"[^0-9\t\n]{0,4}" + STORED_WORD, re.IGNORECASE)
LAST_DIGIT = re.compile(r"[\s\S]*[0-9]")
BETWEEN = re.compile(r"[\s,;|\"']*")
LABEL = Label(
    "edipi", "edi pi", "dod id", "dod id number", "dod number", "dod identification",
    "dod identification number",
    "electronic data interchange person identifier", "electronic data interchange personal identifier",
    "electronic data interchange personnel identifier", "department of defense id",
    "department of defense identification number", "identification dod",
)  # fmt: skip
PARTS = ("dod", "edi", "electronic data", "department of defense")
REACH = 240
NEAR, FAR = 40, 140
# In a certificate's bytes, the key follows the subject: a sequence that begins with the character 0.
DER_NEXT = re.compile("0(?:[\x80-\x84\ufffd]|[\x20-\x7f]0[\x00-\x1f])")


def accept(found: re.Match[str]) -> bool:
    text, (start, end) = found.string, found.span()
    if "." in found.group():
        return _ends(text, end)
    return stands_alone(text, start, end) and _named(text, start, end, BEFORE, AFTER)


def accept_stored(found: re.Match[str]) -> bool:
    text, (start, end) = found.string, found.span()
    if "." in found.group():
        return not text[end : end + 1].isdigit() or DER_NEXT.match(text, end) is not None
    return is_separate(text, start, end) and _named(text, start, end, STORED_BEFORE, STORED_AFTER)


def _ends(text: str, end: int) -> bool:
    return not text[end : end + 1].isalnum() or DER_NEXT.match(text, end) is not None


def _named(text: str, start: int, end: int, before: re.Pattern[str], after: re.Pattern[str]) -> bool:
    low = text[max(0, start - REACH) : start].lower()
    if _may_be_named(low) and (
        before.search(text, max(0, start - NEAR), start) or before.search(text, max(0, start - REACH), start)
    ):
        return True
    if after.match(text, end) is not None:
        return True
    near = low[-FAR:] + text[end : end + NEAR].lower()
    return any(part in near for part in PARTS) and LABEL.names(text, start, end)


def _may_be_named(low: str) -> bool:
    """Behind the last digit is a part of a keyword, or the rest of an index, or only what stands between the
    numbers of a column."""
    digit = LAST_DIGIT.match(low)
    behind = low[digit.end() :] if digit else low
    if behind[:1] == "]" or BETWEEN.fullmatch(behind):
        behind = low
    return "dod" in behind or "dip" in behind or "i.p" in behind or "electronic" in behind


def mask(value: str) -> str:
    """The last two digits; nothing of a certificate's name."""
    return "***." * (value.count(".") > 0) + "********" + value[-2:]


# The plain-letter part of the patterns in `_ends` and `_named`.
BESIDE = (
    r"\.\d{10}|(?i:e\.?d\.?i[.-]?p|dod[ _-]?(?:i|n|[^\x00-\x7f])|electronic data"
    r"|department of defense i|identification dod)"
    r"|\d{10}(?: {1,2}[(\[]?|[(\[])[EeDd]"
)

CERTIFICATE = r"[A-Z][A-Z'-]{0,30}\.[A-Z][A-Z'-]{0,30}\.(?:[A-Z][A-Z'-]{0,30}\.){0,2}\d{10}"

detector = Detector(
    label="DoD ID number",
    category=Category.IDENTITY,
    pattern=rf"\b\d{{10}}\b|\b{CERTIFICATE}",
    accept=accept,
    wide=Wide(
        pattern=rf"(?<!\d)\d{{10}}(?!\d)|{CERTIFICATE}",
        rough=rf"[^0-9]\d{{10}}[^0-9]|{CERTIFICATE}",
        accept=accept_stored,
    ),
    beside=BESIDE,
    trace=BESIDE,
    heading=r"(?i:e\.?d\.?i[.-]?p|dod|electronic data|department of defense)",
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "EDIPI: 1234567890",
        "DoD ID Number 1234567890",
        '{"edipi":"1234567890","seen":1676196672}',
        "Roe, Jane 1234567890 (EDIPI)",
        "DoD ID\n1234567890\n1234567891\n",
        "CN=ROE.JANE.Q.1234567890,OU=DoD,OU=PKI",
        "ROE.JANE.1234567890",
    ),
    misses=(
        "order 1234567890 was shipped",
        "EDIPI: 123456789",
        "EDIPI: 12345678901",
        '{"edipi":"n/a","part":7,"seen":1676196672}',
        "DoDI 5200.48 took effect at 1676196672",
        "EDIPI numbers are explained in the manual that every member has been given; call 1234567890",
        "V.ABC.X1.1234567890",
    ),
)
