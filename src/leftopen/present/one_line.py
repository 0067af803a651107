"""Text from outside as one readable line: a heading, a file name, a reason that somebody typed."""

from __future__ import annotations

import unicodedata

_SPACES = frozenset(("Cc", "Zl", "Zp", "Zs"))
_HIDDEN = frozenset(("Cf", "Cs", "Co", "Cn"))


def one_line(text: str, most: int = 0) -> str:
    """Control characters and line ends become single spaces, and characters that don't print (such as those
    that reverse the direction of writing) are left out. `most` cuts it to that many characters, the last
    being `…` (0: whole)."""
    source = text[: 4 * most + 4] if most else text
    spaced = "".join(_shown(character) for character in source)
    whole = " ".join(spaced.split())
    return f"{whole[: most - 1].rstrip()}…" if most and len(whole) > most else whole


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    return " " if category in _SPACES else "" if category in _HIDDEN else character
