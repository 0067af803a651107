"""Check digits of national numbers. Each function takes the number without separators, letters in upper case,
and never raises for one of its documented shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from operator import mul

MRZ_WEIGHTS = (7, 3, 1)
MRZ_VALUES = {"<": 0} | {char: int(char, 36) for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def weighted_sum(digits: str, weights: Sequence[int]) -> int:
    """The sum of digit times weight; what has no weight is left out."""
    return sum(map(mul, map(int, digits), weights))


def mod11(digits: str) -> bool:
    """NHS numbers: the weights 10 to 2, the check digit completes the sum to a multiple of 11."""
    return (weighted_sum(digits, range(10, 1, -1)) + int(digits[-1])) % 11 == 0


def mod97_key(body: int, key: str) -> bool:
    """NIR, Belgian numbers: the key is 97 minus the remainder."""
    return 97 - body % 97 == int(key)


def mod11_10(digits: str) -> bool:
    """ISO 7064 mod 11,10: the German tax identification number."""
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def eleven_test(digits: str) -> bool:
    """Dutch BSN: the weights 9 to 2 and -1."""
    return weighted_sum(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def ean13(digits: str) -> bool:
    """Swiss AHV numbers, and the numbers of goods."""
    return weighted_sum(digits, (1, 3) * 7) % 10 == 0


def pesel(digits: str) -> bool:
    return weighted_sum(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def aba(digits: str) -> bool:
    """Routing numbers of US banks."""
    return weighted_sum(digits, (3, 7, 1) * 3) % 10 == 0


def uei(value: str) -> bool:
    """Unique entity identifiers of SAM.gov: the last digits of each ASCII code times its place are added up;
    the same with the digits of the sum, until one is left, which is the last character."""
    numbers = list(map(ord, value[:-1]))
    while len(numbers) > 1:
        total = sum(number * place % 10 for place, number in enumerate(numbers, 1))
        numbers = list(map(int, str(total)))
    return str(numbers[0]) == value[-1]


def mrz(text: str) -> int:
    """The check digit of a field of a passport's machine-readable zone (ICAO 9303, part 3)."""
    total: int = sum(map(mul, map(MRZ_VALUES.__getitem__, text), cycle(MRZ_WEIGHTS)))
    return total % 10
