"""A value that directly follows its label: `Passport No.: X1234567`, `form1[0].Passport[0] = X1234567`."""

from __future__ import annotations

import re

from leftopen.model.context_words import exact

# Between the label and its value: marks, an index, a word such as `number` or `is`.
GAP = (
    r"(?:\[\d{1,3}\])?[^0-9A-Za-z]{0,12}"
    r"(?:(?:no|nr|num|numb|number|num[eé]ro|n|id|code|holder|is|was|of|est|de|du|the|text|value|field)"
    r"(?:\[\d{1,3}\])?[^0-9A-Za-z]{1,12}){0,3}"
)
REACH = 90
NEAR = 30
"""Nearly every label stands so near, and the search is quicker there."""


class Label:
    """Compiled labels, in the words of `model.context_words`."""

    def __init__(self, *words: str) -> None:
        self._pattern = re.compile(exact(words).pattern + GAP + r"\Z", re.IGNORECASE)

    def leads(self, text: str, start: int) -> bool:
        """Does one stand directly before that place?"""
        return any(self._pattern.search(text, max(0, start - reach), start) for reach in (NEAR, REACH))
