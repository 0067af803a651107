"""International bank account numbers, undivided or in groups of four.

Source: ISO 13616. The length per country comes from the SWIFT IBAN registry; the two check digits are ISO
7064 mod 97-10. One in 97 random numbers of the right length passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from leftopen.formats.digits import stands_alone
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.packaged import read_toml
from leftopen.model.severity import Severity

LENGTHS = {
    country: int(length)
    for length, countries in read_toml("leftopen.formats", "bank_countries")["iban"].items()
    for country in countries.split()
}
LEAST_DIGITS = 10
# What a character counts as, as the two hexadecimal digits of a byte: 10 to 35 for a letter, f0 to f9 for a
# digit, of which the f is dropped. So all of a number is spelt in a few steps.
_SPELT = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    bytes.fromhex("".join([*(f"f{digit}" for digit in range(10)), *(str(value) for value in range(10, 36))])),
)
_DIGITS, _MARKS = b"0123456789", b" ._/+-"
GROUPS = r"[A-Z]{2}\d\d(?:[ -][A-Z0-9]{4}){2,7}[ -][A-Z0-9]{1,3}"
BARE = r"[A-Z]{2}\d\d[A-Z0-9]{11,29}"
NAMED = r"(?i:iban)[^0-9A-Za-z]{0,8}(?:(?i:\d{1,3}|no|nr|num|number|code|is|est)[^0-9A-Za-z]{1,8})?"
LOWER = r"[a-z]{2}\d\d(?:[a-z0-9]{11}|(?: [a-z0-9]{4}){2})"
BEGINS = r"[A-Z]{2}\d\d(?:[A-Z0-9]{11}|(?:[ -][A-Z0-9]{4}){2})"


def _pattern() -> str:
    """In groups: numbers whose country length fills the last group, so that a following word is not taken as
    another group. Others by their shape."""
    full = sorted({length for length in LENGTHS.values() if length % 4 == 0})
    branches = [rf"(?:{_countries(length)})\d\d(?:[ -][A-Z0-9]{{4}}){{{length // 4 - 1}}}" for length in full]
    return "|".join([*branches, GROUPS, BARE])


def _lower() -> str:
    """In lower case only behind the word itself: a text is full of such letters and digits."""
    lengths = "|".join(map(_lower_of_length, sorted(set(LENGTHS.values()))))
    return rf"{NAMED}(?P<value>{lengths})"


def _lower_of_length(length: int) -> str:
    fours, rest = divmod(length - 4, 4)
    last = rf" [a-z0-9]{{{rest}}}" if rest else ""
    code = rf"(?:{_countries(length).lower()})"
    return rf"{code}\d\d(?:[a-z0-9]{{{length - 4}}}|(?: [a-z0-9]{{4}}){{{fours}}}{last})"


def _countries(length: int) -> str:
    return "|".join(country for country in LENGTHS if LENGTHS[country] == length)


# Countries whose two letters are hexadecimal digits: the required text after the check digits. Without it,
# digests would contain many such numbers.
OF_DIGITS = {
    "AD": re.compile(r"\d{8}[A-Z0-9]{12}"),
    **{country: re.compile(r"\d+") for country in ("AE", "BA", "BE", "DE", "EE")},
}
MARK = "[ ._/+-]"


def _stored() -> str:
    """For stored text: by country length, undivided or with one separator between groups of four, in upper or
    lower case, at any start."""
    # The beginning first: at most characters none of the many lengths need be tried.
    lengths = "|".join(map(_of_length, sorted(set(LENGTHS.values()))))
    return rf"(?=[A-Za-z]{{2}}\d\d)(?=(?P<value>{lengths}))"


def _of_length(length: int) -> str:
    fours, rest = divmod(length - 4, 4)
    code = rf"(?:{_countries(length)}|{_countries(length).lower()})"
    last = rf"{MARK}[A-Za-z0-9]{{{rest}}}" if rest else ""
    return rf"{code}\d\d(?:[A-Za-z0-9]{{{length - 4}}}|(?:{MARK}[A-Za-z0-9]{{4}}){{{fours}}}{last})"


def _rough(letters: Callable[[str], str]) -> str:
    """Possible starts, for the prefilter: two letters that are not hexadecimal digits, or a country in
    `OF_DIGITS`. A list of all countries is slow to compile."""
    two, one = letters("[G-Z][A-Z]|[A-F][G-Z]"), letters("[A-Z0-9]")
    hexed = "|".join(map(letters, sorted(OF_DIGITS)))
    return (
        rf"(?:{two})\d\d(?:{one}{{11}}|{MARK}{one}{{4}}{MARK}{one})"
        rf"|(?:{hexed})\d\d(?:\d{{8}}|{MARK}\d{{4}}{MARK}\d{{4}})"
    )


def valid(number: str) -> bool:
    """`number` without blanks, ASCII: country length and check digits."""
    if LENGTHS.get(number[:2]) != len(number) or not number[2:4].isdigit():
        return False
    return _checks(number.encode())


def _checks(number: bytes) -> bool:
    """Only the check digits. In upper case."""
    return int((number[4:] + number[:4]).translate(_SPELT).hex().replace("f", "")) % 97 == 1


def _few_digits(number: bytes) -> bool:
    """It is of letters and digits alone."""
    return len(number) - len(number.translate(None, _DIGITS)) < LEAST_DIGITS


def accept(found: re.Match[str]) -> bool:
    which = "value" if found["value"] else 0
    number = found.group(which).replace(" ", "").replace("-", "")
    if _few_digits(number.encode()):
        return False
    return stands_alone(found.string, found.start(which), found.end(which)) and valid(number.upper())


def accept_stored(found: re.Match[str]) -> bool:
    """The check digits decide, regardless of the surrounding text: of any others one in 97 passes."""
    value = found.group("value")
    raw = value.encode().translate(None, _MARKS).upper()
    if not _checks(raw) or not (value.isupper() or value.islower()) or _few_digits(raw):
        return False
    number = raw.decode()
    form = OF_DIGITS.get(number[:2])
    return (form is None or form.fullmatch(number, 4) is not None) and valid(number)


def mask(value: str) -> str:
    """The country and the last two characters."""
    last = len(value) - 2
    return "".join(
        char if not char.isalnum() or at < 2 or at >= last else "*" for at, char in enumerate(value)
    )


# Where the stored pattern may match, whatever its accept refuses.
STARTS = rf"[A-Za-z]{{2}}\d\d(?:[A-Za-z0-9]{{8}}|{MARK}[A-Za-z0-9]{{4}}{MARK})"
ROUGH = f"{_rough(str.upper)}|{_rough(str.lower)}"

detector = Detector(
    label="bank account number (IBAN)",
    category=Category.FINANCE,
    pattern=f"{_pattern()}|{_lower()}",
    # One branch per length is slow to compile.
    rough=f"{_pattern()}|{NAMED}{LOWER}",
    accept=accept,
    anchor=f"{BEGINS}|(?i:iban)",
    lead=16,
    wide=Wide(pattern=_stored(), rough=ROUGH, accept=accept_stored, anchor=STARTS, lead=16),
    trace=ROUGH.replace(MARK, r"(?:[ ._+-]|\\?/)"),
    severity=Severity.MEDIUM,
    mask=mask,
    personal=True,
    hits=(
        "IBAN: DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "pay to FR14 2004 1010 0505 0001 3M02 606, thank you",
        "NO93 8601 1117 947",
        '{"iban":"BE68539007547034"}',
        "BE68 5390 0754 7034 PAID",
        "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
        "IBAN: de89 3704 0044 0532 0130 00 paid",
        "iban = gb82west12345698765432",
    ),
    misses=(
        "DE88 3704 0044 0532 0130 00",
        "DE89 3704 0044 0532 0130",
        "XDE89370400440532013000",
        "DE893704004405320130001",
        "US89370400440532013000",
        "GB82TEST12345698765432",
        "de89370400440532013000",
        "IBAN: de88370400440532013000",
        "the IBAN of file de89370400440532013000",
    ),
)
