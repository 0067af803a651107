"""Writes a value so that the search language reads every character of it literally."""

from __future__ import annotations

import re

_PLAIN = re.compile(r'[^\s()",\\*<>~\'-][^\s()",\\*]*')


def is_plain(value: str) -> bool:
    """Does the value need no quotation marks?"""
    return _PLAIN.fullmatch(value) is not None


def escape_text(value: str) -> str:
    """As it stands between quotation marks."""
    return re.sub(r'([\\",])', r"\\\1", value)


def quote_value(value: str) -> str:
    """The value, quoted so that every character is literal."""
    return value if is_plain(value) else f'"{escape_text(value)}"'
