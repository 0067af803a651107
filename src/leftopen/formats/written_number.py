"""How a number stands in a text: alone, for what is counted; beside anything, for text that will be
stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from leftopen.formats.digits import is_separate, mask, stands_alone
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

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


def number_detector(
    *, label: str, number: str, valid: Callable[[str], bool], hits: tuple[str, ...], misses: tuple[str, ...],
    context: tuple[str, ...] = (), lead: int = 0, stored: str = "", traced: str = "",
    category: Category = Category.IDENTITY, severity: Severity = Severity.HIGH,
) -> Detector:  # fmt: skip
    """The detector of a number of one person: `number` is its shape, `valid` its test, see `alone`. `stored`
    is its shape in text that will be stored, where that is another; `traced` the same over JSON, needed only
    without words of a `context`."""
    wide = stored or number
    return Detector(
        label=label,
        category=category,
        severity=severity,
        pattern=rf"\b(?:{number})\b",
        lead=lead,
        accept=alone(valid),
        wide=widen(wide, valid),
        context=context,
        trace="" if context else rf"(?:^|[^0-9])(?i:{traced or wide})(?:[^0-9]|$)",
        mask=mask,
        personal=True,
        hits=hits,
        misses=misses,
    )
