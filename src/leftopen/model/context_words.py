"""Words that must stand near a value, as patterns: for the exact search, the prefilter and the trace.

A blank in a word also stands for `_`, `-` or nothing (`passport number`, `passport_no`, `passportNo`). A
letter beyond ASCII is compared in both cases.
"""

from __future__ import annotations

import re

MARK = "[ _-]?"


def exact(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words only: `lic` must not be found in `public`, nor `aba` in a digest. A digit may follow."""
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(_spelt, words))})(?![A-Za-z])", re.IGNORECASE)


def rough(words: tuple[str, ...]) -> str:
    """Without look-around, for a text that has a line end before and after it."""
    return rf"[^A-Za-z0-9](?i:{'|'.join(map(_wide, words))})[^A-Za-z]"


def trace(words: tuple[str, ...]) -> str:
    """Over the bytes of JSON, where the end of an escape may stand before a word. Plain ASCII text only."""
    plain = [_spelt(word) for word in words if word.isascii()]
    return rf"(?:^|[^A-Za-z0-9]|\\[bfnrt])(?i:{'|'.join(plain)})(?:[^A-Za-z]|$)"


def _spelt(word: str) -> str:
    return MARK.join(
        "".join(re.escape(char) if char.isascii() else f"[{char.lower()}{char.upper()}]" for char in part)
        for part in word.split(" ")
    )


def _wide(word: str) -> str:
    return MARK.join(
        "".join(re.escape(char) if char.isascii() else r"[^\x00-\x7f]" for char in part)
        for part in word.split(" ")
    )
