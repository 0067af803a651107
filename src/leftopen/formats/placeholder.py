"""Tells a secret from what stands in its place: stars, variables, words of a manual, names of code."""

from __future__ import annotations

import re

STANDS_FOR = re.compile(
    r"[*xX.#\-_•]{3,}|\$[A-Za-z_{(%].*|%[A-Za-z_]+%|\{\{?.*|<.*|\[.*\]?|.*\(.*|[A-Z]+(?:_[A-Z]+)+"
    r"|(?i:null|none|true|false|undefined|string|required|optional|hidden|secret|changeme"
    r"|change_?me|example.*"
    r"|your.*|my_?pass.*|pass(?:word|wd|phrase)?\d{0,1}|test|dummy|redacted|masked"
    r"|process\.env.*|os\.environ.*"
    r"|[a-z_]+\.[a-z_.]+|[a-z]+\.[a-z]+_[a-z_0-9.]+)",
    re.DOTALL,
)
LETTER = re.compile(r"[A-Za-z]")
OTHER = re.compile(r"[0-9!@#$%^*+?]")


def is_placeholder(value: str) -> bool:
    return STANDS_FOR.fullmatch(value) is not None


def is_chosen(value: str) -> bool:
    """As people and generators choose passwords: a letter, and a digit or a mark, and no placeholder."""
    return LETTER.search(value) is not None and OTHER.search(value) is not None and not is_placeholder(value)
