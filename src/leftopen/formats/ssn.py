"""Validates US Social Security numbers by the issuer's rules. Every number in this project is made up.

Source: SSA, "Social Security Number Randomization"; never area 000, 666 or 900 to 999 (the last are taxpayer
numbers of another kind), group 00 or serial 0000. Numbers printed in advertisements and leaflets are
excluded.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from leftopen.formats import value_label
from leftopen.formats.digits import only, stands_alone

PUBLISHED = frozenset(
    {"078051120", "219099999", "457555462", "123456789", "987654321", "111223333", "123121234"}
)
NEAR = re.compile(
    r"(?:(?<![a-z])ss(?:n(?:o|um|umber|br)?|an)(?![a-z])|\bss ?#|\bs\.s\.n\b|(?-i:SSN)(?![a-z])"
    r"|social[\W_]{0,3}sec(?:urity)?|(?<![a-z])soc[\W_]{0,3}sec|s[eé]curit[eé] sociale"
    r"|sozialversicherungs|(?<![^\t\n])social = )",
    re.IGNORECASE,
)
REACH = 60


def valid(digits: str) -> bool:
    """Nine digits that could have been issued."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    if area in ("000", "666") or area[0] == "9" or group == "00" or serial == "0000":
        return False
    return digits not in PUBLISHED and len(set(digits)) > 1


def has_context(text: str, start: int, end: int) -> bool:
    """A word for the number stands within `REACH` characters, such as a column's head or a field's name, or a
    clause leads from it to the number."""
    low = max(0, start - value_label.REACH)
    around = text[low : end + REACH]
    small = around.lower()
    if "ss" not in small and "s.s" not in small and "soc" not in small and "soz" not in small:
        return False
    if NEAR.search(text, max(0, start - REACH), end + REACH) is not None:
        return True
    words = [found.end() for found in NEAR.finditer(text, low, start)]
    return bool(words) and value_label.bridged(text, words[-1], start)


def is_ssn(text: str, start: int, end: int, stands: Callable[[str, int, int], bool] = stands_alone) -> bool:
    """Numbers with dashes need no context; those with blanks or dots, and bare ones, need the word: access
    logs are full of `200 45 1234`. `stands`: what may stand beside it."""
    value = text[start:end]
    if not valid(only(value)) or not stands(text, start, end):
        return False
    return "-" in value or has_context(text, start, end)
