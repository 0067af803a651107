"""Is a value added tax number of the EU, the United Kingdom, Switzerland or Norway one that could have been
given out? Its shape and its check digits decide.

Source: the structures that the European Commission publishes for VIES, and the tax offices' rules for the
digits. Spain's and Bulgaria's numbers of people, which are identity cards', are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from leftopen.formats.check_digits import eleven_test, mod11_10, mod97_key, weighted_sum
from leftopen.formats.digits import luhn

GREEK = "EL"
DOWN = (8, 7, 6, 5, 4, 3, 2)
GREEK_WEIGHTS = (256, 128, 64, 32, 16, 8, 4, 2)
CYPRUS = {"0": 1, "1": 0, "2": 5, "3": 7, "4": 9, "5": 13, "6": 15, "7": 17, "8": 19, "9": 21}
IRISH, SPANISH = "WABCDEFGHIJKLMNOPQRSTUV", "JABCDEFGHI"


def _completes(weights: tuple[int, ...], modulus: int = 11, rest: int = 0) -> Callable[[str], bool]:
    """The weighted sum, with the check digit, leaves that rest."""
    return lambda number: weighted_sum(number, weights) % modulus == rest


def _missing(weights: tuple[int, ...], ten: int = 0, eleven: int = 0) -> Callable[[str], bool]:
    """The last digit is what the sum lacks to a multiple of eleven. `ten`, `eleven`: what is written for
    them; -1 where such a number is not given out."""
    last = {10: ten, 11: eleven}

    def check(number: str) -> bool:
        lacking = 11 - weighted_sum(number, weights) % 11
        return last.get(lacking, lacking) == int(number[-1])

    return check


def _austrian(number: str) -> bool:
    total = sum(int(digit) for digit in number[0:7:2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in number[1:7:2])
    return (10 - (total + 4) % 10) % 10 == int(number[7])


def _again(first: tuple[int, ...], second: tuple[int, ...]) -> Callable[[str], bool]:
    """A sum of ten is reckoned again with other weights."""

    def check(number: str) -> bool:
        total = weighted_sum(number, first) % 11
        return (weighted_sum(number, second) % 11 % 10 if total == 10 else total) == int(number[-1])

    return check


def _british(number: str) -> bool:
    return (weighted_sum(number, DOWN) + int(number[7:9])) % 97 in (0, 42, 55)


def _french(number: str) -> bool:
    return luhn(number[2:]) and (12 + 3 * (int(number[2:]) % 97)) % 97 == int(number[:2])


def _dutch(number: str) -> bool:
    """Of a company, or of a person since 2020: the whole with its letters as numbers."""
    whole = "".join(str(int(char, 36)) for char in f"NL{number}")
    return eleven_test(number[:9]) or int(whole) % 97 == 1


def _irish(number: str) -> bool:
    second = IRISH.find(number[8]) if len(number) == 9 else 0
    return IRISH[(weighted_sum(number[:7], DOWN) + 9 * second) % 23] == number[7]


def _spanish(number: str) -> bool:
    """A company: the digits are checked by Luhn, whose digit is written as it is or as a letter."""
    last = number[8]
    digit = last if last.isdigit() else str(SPANISH.index(last))
    return luhn(number[1:8] + digit)


def _cypriot(number: str) -> bool:
    total = sum(CYPRUS[digit] for digit in number[0:8:2]) + weighted_sum(number[1:8:2], (1, 1, 1, 1))
    return chr(ord("A") + total % 26) == number[8]


def _romanian(number: str) -> bool:
    return weighted_sum(number.zfill(10), (7, 5, 3, 2, 1, 7, 5, 3, 2)) * 10 % 11 % 10 == int(number[-1])


def _lithuanian(number: str) -> bool:
    ones = (*range(1, 10), 1, 2)
    threes = (*range(3, 10), 1, 2, 3, 4)
    length = len(number) - 1
    return _again(ones[:length], threes[:length])(number)


def _luxembourgish(number: str) -> bool:
    return int(number[:6]) % 89 == int(number[6:])


def _whole(number: str) -> bool:
    return int(number) % 11 == 0


Check = Callable[[str], bool]
COUNTRIES: dict[str, tuple[str, Check]] = {
    "AT": (r"\d{8}", _austrian),
    "BE": (r"[01]\d{9}", lambda number: mod97_key(int(number[:8]), number[8:])),
    "BG": (r"\d{9}", _again(tuple(range(1, 9)), tuple(range(3, 11)))),
    "CHE": (r"\d{9}", _missing((5, 4, 3, 2, 7, 6, 5, 4), ten=-1)),
    "CY": (r"(?!12)\d{8}[A-Z]", _cypriot),
    "CZ": (r"[0-8]\d{7}", _missing(DOWN, eleven=1)),
    "DE": (r"[1-9]\d{8}", mod11_10),
    "DK": (r"[1-9]\d{7}", _completes((2, 7, 6, 5, 4, 3, 2, 1))),
    "EE": (r"\d{9}", _completes((3, 7, 1) * 3, 10)),
    GREEK: (r"\d{9}", lambda number: weighted_sum(number, GREEK_WEIGHTS) % 11 % 10 == int(number[8])),
    "ES": (r"[ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J]", _spanish),
    "FI": (r"\d{8}", _completes((7, 9, 10, 5, 8, 4, 2, 1))),
    "FR": (r"\d{11}", _french),
    "GB": (r"\d{9}(?:\d{3})?", _british),
    "HR": (r"\d{11}", mod11_10),
    "HU": (r"\d{8}", _completes((9, 7, 3, 1, 9, 7, 3, 1), 10)),
    "IE": (r"\d{7}[A-W][A-I]?", _irish),
    "IT": (r"\d{7}(?:0\d\d|100|12[01]|888|999)\d", luhn),
    "LT": (r"(?:\d{3})?\d{7}1\d", _lithuanian),
    "LU": (r"\d{8}", _luxembourgish),
    "LV": (r"[4-9]\d{10}", _completes((9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1), 11, 3)),
    "MT": (r"[1-9]\d{7}", _completes((3, 4, 6, 7, 8, 9, 10, 1), 37)),
    "NL": (r"\d{9}B(?!00)\d{2}", _dutch),
    "NO": (r"\d{9}", _completes((3, 2, 7, 6, 5, 4, 3, 2, 1))),
    "PL": (r"\d{10}", _completes((6, 5, 7, 2, 3, 4, 5, 6, 7, -1))),
    "PT": (r"[1-9]\d{8}", _missing((9, 8, 7, 6, 5, 4, 3, 2))),
    "RO": (r"[1-9]\d{3,9}", _romanian),
    "SE": (r"\d{10}01", lambda number: luhn(number[:10])),
    "SI": (r"[1-9]\d{7}", _missing(DOWN, eleven=-1)),
    "SK": (r"[1-9]\d[2-47-9]\d{7}", _whole),
    "XI": (r"\d{9}(?:\d{3})?", _british),
}
"""The shape of the number behind the country, and its check."""
AT_HOME = ("GB", "IT", "BE", "ES")
"""Where it is often written without the country."""
SHAPES = {country: re.compile(shape) for country, (shape, _) in COUNTRIES.items()}


def country_of(value: str) -> str:
    """The country of a number without separators, in upper case; '' where it is none."""
    head = next((one for one in ("CHE", "ATU", value[:2]) if value.startswith(one)), "")
    country = {"ATU": "AT", "GR": GREEK}.get(head, head)
    return country if country != "AT" or head == "ATU" else ""


def valid(value: str) -> bool:
    """`value` begins with the country: without separators, in upper case."""
    country = country_of(value)
    return country in COUNTRIES and _valid(country, value[3 if country in ("CHE", "AT") else 2 :])


def valid_at_home(value: str) -> bool:
    """Without the country, one of those that write it so."""
    return any(_valid(country, value) for country in AT_HOME)


def _valid(country: str, number: str) -> bool:
    check = COUNTRIES[country][1]
    return SHAPES[country].fullmatch(number) is not None and len(set(number)) > 2 and check(number)
