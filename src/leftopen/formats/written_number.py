"""How a number stands in a text: alone, for what is counted; beside anything, for text that will be
stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from leftopen.formats.digits import is_separate, stands_alone
from leftopen.model.detector import Wide

Accept = Callable[[re.Match[str]], bool]


def alphanumeric(value: str) -> str:
    """Only letters and digits, letters in upper case."""
    return "".join(filter(str.isalnum, value)).upper()


def alone(valid: Callable[[str], bool]) -> Accept:
    """The test of a number that is no part of a longer one. `valid` gets it without separators."""

    def accept(found: re.Match[str]) -> bool:
        return stands_alone(found.string, found.start(), found.end()) and valid(alphanumeric(found.group()))

    return accept


def widen(number: str, valid: Callable[[str], bool]) -> Wide:
    """The wider pattern: letters in any case, and a letter, `_` or a path may stand beside it."""

    def accept(found: re.Match[str]) -> bool:
        return is_separate(found.string, found.start(), found.end()) and valid(alphanumeric(found.group()))

    return Wide(pattern=rf"(?<!\d)(?i:{number})(?!\d)", rough=rf"[^0-9](?i:{number})[^0-9]", accept=accept)
