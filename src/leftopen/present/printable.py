"""Makes untrusted text safe to show on a terminal, in a mail or on a page.

A server chooses its banner. Escape sequences would repaint a terminal, bidirectional controls would reverse
an address, a carriage return would forge a header. Each such character is shown by its code instead. So is a
letter of another script that looks like a Latin one among Latin ones, and a mark on three others.
"""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_MARKS = frozenset(("Mn", "Me"))
_MOST_MARKS = 3
# Cyrillic and Greek letters that look like Latin ones (Unicode's confusables, UTS #39).
_ALIKE = frozenset("асеорхуіјѕһԁԛԝАВЕКМНОРСТХУІЈЅοανιρυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_WORD = re.compile(r"(?:\w|[\u0300-\u036f])+")
_LATIN = re.compile(r"[A-Za-z]")
_ASCII_ODD = re.compile(r"[\x00-\x1f\x7f]")
_ASCII_ODD_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def printable(text: str, most: int = 0, *, lines: bool = False) -> str:
    r"""`text` with every character that does not print written as its code (`\x1b`, `\u202e`).

    `most` cuts it to that many characters, the last being `…` (0: whole). `lines` keeps line ends, as `\n`,
    and tabs.
    """
    source = text.replace("\r\n", "\n") if lines else text
    if most and len(source) > most:
        source = source[: most + 1]
    shown = _ascii(source, lines) if source.isascii() else _unicode(source, "\n\t" if lines else "")
    return f"{shown[: most - 1]}…" if most and len(shown) > most else shown


def _ascii(text: str, lines: bool) -> str:
    """Most text on a page is ASCII, and prints as it is."""
    if text.isprintable():
        return text
    return (_ASCII_ODD_IN_LINES if lines else _ASCII_ODD).sub(lambda found: _code(found[0]), text)


def _unicode(text: str, kept: str) -> str:
    odd = _passing(text) | _piled(text)
    return "".join(
        c if c in kept or (at not in odd and unicodedata.category(c) not in _HIDDEN) else _code(c)
        for at, c in enumerate(text)
    )


def _passing(text: str) -> frozenset[int]:
    """Where a letter looks like a Latin one, in a word that has Latin ones too."""
    mixed = (word for word in _WORD.finditer(text) if _LATIN.search(word[0]))
    return frozenset(at for word in mixed for at in range(*word.span()) if text[at] in _ALIKE)


def _piled(text: str) -> frozenset[int]:
    """Where a mark stands on three others."""
    found, height = [], 0
    for at, character in enumerate(text):
        height = height + 1 if unicodedata.category(character) in _MARKS else 0
        if height > _MOST_MARKS:
            found.append(at)
    return frozenset(found)


def _code(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
