"""The words of the impact report as a page."""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.model.packaged import read_toml
from leftopen.translate import C_, Message, number

WORDS: Mapping[str, Message] = {
    name: C_(context, word)
    for context, words in read_toml("leftopen.impact.respond.reports", "report_text").items()
    for name, word in words.items()
}


def report_words(language: str) -> dict[str, str]:
    """By their names, in the language; `thousands` is what stands between groups of digits."""
    thousands = number(language, 1000).strip("01")
    return {"thousands": thousands, **{name: word.text(language) for name, word in WORDS.items()}}
